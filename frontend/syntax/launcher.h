// What a host function says of kernel templates. It is not parsed as it stands (host code is C++ with all
// that goes with it) but reduced to a launcher, a function of the kernel language:
//
//   template <typename T> float run(std::vector<T> &v, int n) {       template <typename T>
//     const int block = 256;                                          void run(std::vector<T> &v, int n) {
//     T *data = new T[n];                                      =>       const int block = 256;
//     if (n)                                                            T *data;
//       scale<T, block><<<n, block>>>(data, n);                         scale<T, block>(data, n);
//     ...                                                             }
//
// What is left: the parameters, each mention of a kernel template or of a host template that may lead to
// one, and the declarations of the names in these.
#pragma once

#include "frontend/syntax/host_classes.h"

#include <string_view>
#include <unordered_set>

namespace hd::syntax {

class Launcher {
public:
  using Names = std::unordered_set<std::string_view>;

  // `function` is a HostFunction with a body and lives as long as this. `kernels` and `hosts`: templates,
  // those of classes among them.
  Launcher(const Chunk &function, const Names &kernels, const Names &hosts, const HostClasses &classes);

  // False when it mentions no template.
  bool isNeeded() const { return !pieces_.empty(); }
  // The launcher's tokens.
  Terminals tokens();
  // Leaves out what made the token `index` of tokens(); false when it cannot.
  bool drop(uint32_t index);

private:
  // What is kept of the body: a call, or a declaration.
  struct Piece {
    size_t at = 0; // where it stood
    Terminals terminals;
    Terminals shorter;            // to be tried when the parser does not take `terminals`
    uint32_t first = 0, last = 0; // where tokens() put it
  };
  struct Local {
    std::vector<std::string_view> names;
    Piece piece;
    bool isTaken = false;
  };

  Tok type(size_t index) const { return index < end_ ? function_[index].type : Tok::End; }
  std::string_view text(size_t index) const { return function_[index].text(); }
  void append(Terminals &out, size_t first, size_t last) const;
  void append(Terminals &out, Tok type, size_t like) const { out.push_back({type, function_[like].source}); }
  bool hasLaunch(size_t first, size_t last) const;
  bool isPlain(size_t first, size_t last) const;

  void findCalls(const Names &kernels, const Names &hosts, const HostClasses &classes);
  size_t mention(size_t name, const preprocess::Token *members);
  size_t call(size_t name, bool isKernel);
  size_t launchArguments(size_t chevrons) const;
  size_t pathBefore(size_t name) const;

  void findLocals();
  bool startsStatement(size_t index) const;
  size_t statementEnd(size_t first) const;
  void local(size_t first, size_t last);
  void localEnum(size_t first, size_t last, Local &out) const;
  void variables(size_t first, size_t last, Local &out) const;
  size_t specifiers(size_t first, size_t last, Local &out, bool &keepsInitialiser) const;
  void takeNeeded();

  void templateHead(Terminals &out) const;
  void body(Terminals &out);

  const Terminals &function_;
  size_t head_, name_, params_, body_, end_;
  std::vector<uint32_t> match_;
  std::vector<Piece> pieces_;
  std::vector<Local> locals_;
};

} // namespace hd::syntax
