// The cutter. It knows of C++ only what shape.h says of a declaration.
#include "frontend/syntax/chunks.h"
#include "frontend/syntax/brackets.h"
#include "frontend/syntax/records.h"
#include "frontend/syntax/type_names.h"
#include "frontend/syntax/unsupported.h"

#include <algorithm>

namespace hd::syntax {

namespace {

class Splitter {
public:
  Splitter(const Terminals &file, diag::Engine &engine)
      : file_(file), match_(matchBrackets(file)), engine_(engine) {}

  std::vector<Chunk> run() {
    while (type(at_) != Tok::End)
      step();
    return std::move(chunks_);
  }

private:
  Tok type(size_t index) const { return index < file_.size() ? file_[index].type : Tok::End; }
  std::string_view text(size_t index) const { return index < file_.size() ? file_[index].text() : ""; }

  void step() {
    Tok token = type(at_);
    if (file_[at_].isPragma()) {
      contract_ = file_[at_++].source->kind == preprocess::TokenKind::ContractOn;
    } else if (token == Tok::SEMI) {
      ++at_;
    } else if (isClosing(token)) {
      closeScope();
    } else if (token == Tok::UNROLL) {
      while (type(at_) != Tok::PRAGMA_END)
        ++at_;
      ++at_;
    } else if (token == Tok::EXTERN && type(at_ + 1) == Tok::STRING) {
      at_ += type(at_ + 2) == Tok::LBRACE ? 3 : 2; // its `}` closes no namespace
    } else if (token == Tok::NAMESPACE || (token == Tok::INLINE && type(at_ + 1) == Tok::NAMESPACE)) {
      namespaceHead();
    } else {
      Shape shape = shapeOf(file_, match_, at_, file_.size() - 1);
      shape.last = std::max(shape.last, at_ + 1);
      at_ = shape.last;
      declaration(shape);
    }
  }

  void namespaceHead() {
    bool isInline = type(at_) == Tok::INLINE;
    size_t first = at_ + isInline, i = first + 1;
    while (type(i) == Tok::IDENTIFIER || type(i) == Tok::SCOPE || type(i) == Tok::INLINE ||
           type(i) == Tok::ATTRIBUTE)
      i = type(i) == Tok::ATTRIBUTE && type(i + 1) == Tok::LPAREN ? match_[i + 1] + 1 : i + 1;
    if (type(i) != Tok::LBRACE) { // an alias
      Shape shape = shapeOf(file_, match_, at_, file_.size() - 1);
      at_ = std::max(shape.last, at_ + 1);
      return keep(shape, false);
    }
    size_t opened = 0;
    for (size_t name = first + 1; name <= i; ++name) {
      if (type(name) != Tok::IDENTIFIER && !(name == i && !opened))
        continue;
      Chunk &chunk = chunks_.emplace_back();
      chunk.kind = Chunk::Kind::NamespaceOpen;
      chunk.isInline = isInline || type(name - 1) == Tok::INLINE;
      if (type(name) == Tok::IDENTIFIER)
        chunk.terminals.push_back(file_[name]);
      if (depth_ + ++opened > kMaxNesting) {
        engine_.report(diag::Id::NestingTooDeep, file_[first].range(), kMaxNesting);
        at_ = file_.size() - 1;
        return;
      }
    }
    at_ = i + 1;
    scopes_.emplace_back(match_[i], opened);
    depth_ += opened;
  }

  void closeScope() {
    if (!scopes_.empty() && scopes_.back().first == at_) {
      for (size_t i = 0; i < scopes_.back().second; ++i)
        chunks_.emplace_back().kind = Chunk::Kind::NamespaceClose;
      depth_ -= scopes_.back().second;
      scopes_.pop_back();
    }
    ++at_;
  }

  bool containsAny(size_t first, size_t last, auto predicate) const {
    return std::any_of(file_.begin() + ptrdiff_t(first), file_.begin() + ptrdiff_t(last),
                       [&](const Terminal &terminal) { return predicate(terminal.type); });
  }

  void declaration(const Shape &shape) {
    if (text(shape.first) == "asm" ||
        (type(shape.first) == Tok::EXTERN && type(shape.first + 1) == Tok::TEMPLATE))
      return;
    for (size_t i = shape.head; i + 1 < shape.last && i < shape.head + 3;
         ++i) // `static texture<float, 2> t;`
      if ((text(i) == "texture" || text(i) == "surface") && type(i + 1) == Tok::LESS)
        return reportUnsupported(engine_, file_[i]);
    if (shape.recordBody && !shape.isEnum)
      return record(shape);
    bool isHost = shape.isFunction() && !shape.isDevice && !shape.isConstexpr && !shape.isInstantiation;
    if (isHost)
      return hostFunction(shape);
    keep(shape,
         shape.isDevice || (!shape.isFunction() && containsAny(shape.first, shape.last, isDeviceAttribute)));
  }

  // A misspelt `__global__` would make the function the host's without a word.
  void checkAttributes(size_t first, size_t name) {
    for (size_t i = first; i < name; ++i) {
      if (type(i) != Tok::IDENTIFIER || !text(i).starts_with("__"))
        continue;
      for (Tok attribute : {Tok::GLOBAL, Tok::DEVICE, Tok::HOST, Tok::FORCE_INLINE, Tok::NO_INLINE}) {
        if (editDistance(text(i), spellingOf(attribute)) > 2)
          continue;
        engine_
            .report(diag::Id::BadAttribute, file_[i].range(), fmt::format("unknown attribute `{}`", text(i)))
            .note(diag::Id::DidYouMean, file_[i].range(), spellingOf(attribute))
            .fix(file_[i].range(), spellingOf(attribute));
      }
    }
  }

  void hostFunction(const Shape &shape) {
    checkAttributes(shape.head, shape.name);
    bool isMember = shape.isQualified || type(shape.name) != Tok::IDENTIFIER;
    if (isMember && !shape.body)
      return;
    Chunk &chunk = chunks_.emplace_back();
    chunk.kind = Chunk::Kind::HostFunction;
    chunk.isMember = isMember;
    chunk.terminals.assign(file_.begin() + ptrdiff_t(shape.first), file_.begin() + ptrdiff_t(shape.last));
    chunk.nameIndex = uint32_t(shape.name - shape.first);
    chunk.headIndex = uint32_t(shape.head - shape.first);
    chunk.paramsIndex = uint32_t(shape.params - shape.first);
    chunk.bodyIndex = uint32_t(shape.body ? shape.body - shape.first : 0);
  }

  void record(const Shape &shape) {
    bool isDevice = containsAny(shape.first, shape.last, isDeviceAttribute);
    Terminals terminals = withoutHostMethods(file_, match_, shape);
    bool hasHostMethods = contains(terminals, Tok::HOST_MEMBER);
    add(std::move(terminals), isDevice);
    size_t name = nameOfRecord(shape);
    if (!name || !(hasHostMethods || shape.isTemplate))
      return;
    Chunk &chunk = chunks_.back();
    chunk.whole.assign(file_.begin() + ptrdiff_t(shape.first), file_.begin() + ptrdiff_t(shape.last));
    chunk.headIndex = uint32_t(shape.head - shape.first);
    chunk.nameIndex = uint32_t(name - shape.first);
    chunk.bodyIndex = uint32_t(shape.recordBody - shape.first);
  }

  static bool contains(const Terminals &terminals, Tok token) {
    return std::any_of(terminals.begin(), terminals.end(),
                       [&](const Terminal &terminal) { return terminal.type == token; });
  }

  // 0 for a specialisation, and for a class without a name.
  size_t nameOfRecord(const Shape &shape) const {
    for (size_t i = shape.head + 1; i < shape.recordBody; ++i) {
      Tok next = type(i + 1);
      if (type(i) == Tok::IDENTIFIER && (next == Tok::LBRACE || next == Tok::COLON || next == Tok::FINAL))
        return i;
      if (type(i) == Tok::COLON)
        return 0;
    }
    return 0;
  }

  void keep(const Shape &shape, bool isDevice) {
    add({file_.begin() + ptrdiff_t(shape.first), file_.begin() + ptrdiff_t(shape.last)}, isDevice);
    if (shape.isInstantiation && !isDevice) {
      chunks_.back().isInstantiation = true;
      chunks_.back().nameIndex = uint32_t(shape.isFunction() ? shape.name - shape.first : 0);
      chunks_.back().paramsIndex = uint32_t(shape.isFunction() ? shape.params - shape.first : 0);
    }
    if (!shape.isTemplate || !shape.isFunction())
      return;
    chunks_.back().nameIndex = uint32_t(shape.name - shape.first);
    chunks_.back().isKernelTemplate =
        containsAny(shape.head, shape.params, [](Tok token) { return token == Tok::GLOBAL; });
  }

  void add(Terminals terminals, bool isDevice) {
    Chunk &chunk = chunks_.emplace_back();
    chunk.kind = isDevice ? Chunk::Kind::Device : Chunk::Kind::Ambiguous;
    chunk.contract = contract_;
    for (const Terminal &terminal : terminals) {
      if (!terminal.isPragma())
        chunk.terminals.push_back(terminal);
      else if (terminal.source->kind == preprocess::TokenKind::ContractOff)
        chunk.contract = false; // inside a function: taken for all of it
      chunk.looksLikeHost |=
          !isDevice && (terminal.type == Tok::SCOPE || terminal.type == Tok::UNSUPPORTED ||
                        terminal.type == Tok::TEMPLATE || terminal.type == Tok::CONSTEXPR ||
                        terminal.type == Tok::HOST_MEMBER || terminal.type == Tok::INSTANTIATE);
    }
    Tok first = chunk.terminals.empty() ? Tok::End : chunk.terminals[0].type;
    chunk.looksLikeHost |= first == Tok::USING || first == Tok::NAMESPACE;
  }

  const Terminals &file_;
  std::vector<uint32_t> match_;
  diag::Engine &engine_;
  std::vector<Chunk> chunks_;
  std::vector<std::pair<size_t, size_t>> scopes_; // where namespaces close, and how many
  size_t at_ = 0, depth_ = 0;
  bool contract_ = true;
};

} // namespace

std::vector<Chunk> splitChunks(const Terminals &file, diag::Engine &engine) {
  return Splitter(file, engine).run();
}

} // namespace hd::syntax
