// The cutter. It knows of C++ only what finds the end of a declaration: `;` outside brackets, or the `}` of
// a function's body.
#include "frontend/syntax/chunks.h"
#include "frontend/syntax/records.h"
#include "frontend/syntax/type_names.h"
#include "frontend/syntax/unsupported.h"

#include <algorithm>

namespace hd::syntax {

namespace {

bool isDeviceAttribute(Tok token) {
  return token == Tok::DEVICE || token == Tok::GLOBAL || token == Tok::SHARED || token == Tok::CONSTANT ||
         token == Tok::MANAGED;
}

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
  bool isPragma(size_t index) const {
    auto kind = file_[index].source->kind;
    return kind == preprocess::TokenKind::ContractOn || kind == preprocess::TokenKind::ContractOff;
  }
  void takePragma(size_t index) {
    contract_ = file_[index].source->kind == preprocess::TokenKind::ContractOn;
  }

  void step() {
    Tok token = type(at_);
    if (isPragma(at_)) {
      takePragma(at_++);
    } else if (token == Tok::SEMI || token == Tok::RBRACE) { // the `}` of `extern "C" {`
      ++at_;
    } else if (token == Tok::UNROLL) {
      while (type(at_) != Tok::PRAGMA_END)
        ++at_;
      ++at_;
    } else if (token == Tok::EXTERN && type(at_ + 1) == Tok::STRING) {
      at_ += type(at_ + 2) == Tok::LBRACE ? 3 : 2;
    } else if (token == Tok::USING && type(at_ + 2) != Tok::ASSIGN) {
      at_ = end(at_); // `using namespace std;`: what it would bring in is the host's
    } else {
      size_t last = end(at_);
      declaration(at_, last);
      at_ = last;
    }
  }

  // One past the declaration that begins at `first`.
  size_t end(size_t first) const {
    bool isRecord = false;
    for (size_t i = first; type(i) != Tok::End; ++i) {
      Tok token = type(i);
      isRecord |= token == Tok::STRUCT || token == Tok::UNION || token == Tok::CLASS || token == Tok::ENUM;
      if (token == Tok::SEMI)
        return i + 1;
      if (token == Tok::RBRACE)
        return i;
      if (token == Tok::LBRACE && i > first && endsWithBody(i, isRecord))
        return match_[i] + 1;
      if (isOpening(token)) {
        bool isScope = token == Tok::LBRACE && text(first) == "namespace";
        i = match_[i];
        if (isScope)
          return i + 1;
      }
    }
    return file_.size() - 1;
  }

  // True when the `{` at `i` opens a function's body.
  bool endsWithBody(size_t i, bool isRecord) const {
    Tok before = type(i - 1);
    if (before == Tok::CONST || text(i - 1) == "noexcept" || text(i - 1) == "override" ||
        text(i - 1) == "final")
      return !isRecord;
    if (before != Tok::RPAREN)
      return false;
    size_t open = match_[i - 1];
    if (!isRecord || open == 0)
      return true;
    Tok owner = type(open - 1); // `struct __align__(16) {`
    return owner != Tok::ALIGN && owner != Tok::ALIGNAS && owner != Tok::ATTRIBUTE;
  }

  bool contains(size_t first, size_t last, auto predicate) const {
    return std::any_of(file_.begin() + ptrdiff_t(first), file_.begin() + ptrdiff_t(last), predicate);
  }
  bool hasDevice(size_t first, size_t last) const {
    return contains(first, last, [](const Terminal &terminal) { return isDeviceAttribute(terminal.type); });
  }

  // Where the parameters of a function begin; 0 when the declaration is no function. `first` is never
  // the answer, so 0 is free.
  size_t parameters(size_t first, size_t last) const {
    for (size_t i = first; i < last; ++i) {
      Tok token = type(i);
      if (token == Tok::ASSIGN || token == Tok::LBRACE || token == Tok::SEMI || text(i) == "operator")
        return 0;
      if (token == Tok::LPAREN && i > first && type(i - 1) == Tok::IDENTIFIER)
        return i;
      if (isOpening(token))
        i = match_[i];
    }
    return 0;
  }

  // Specifiers stand before the parameters, the initialiser or the body.
  bool hasDeviceSpecifier(size_t first, size_t last) const {
    for (size_t i = first; i < last; ++i) {
      Tok token = type(i);
      if (isDeviceAttribute(token))
        return true;
      if (token == Tok::ASSIGN || token == Tok::LBRACE)
        return false;
      if (isOpening(token))
        i = match_[i];
    }
    return false;
  }

  void declaration(size_t first, size_t last) {
    if (text(first) == "template" || text(first) == "namespace" || text(first) == "asm") {
      if (hasDevice(first, last))
        reportUnsupported(engine_, file_[first]);
      return;
    }
    for (size_t i = first; i + 1 < last && i < first + 3; ++i) // `static texture<float, 2> t;`
      if ((text(i) == "texture" || text(i) == "surface") && type(i + 1) == Tok::LESS)
        return reportUnsupported(engine_, file_[i]);
    size_t params = parameters(first, last);
    bool isDevice = hasDeviceSpecifier(first, last);
    if (containsOperator(first, last))
      return isDevice ? reportUnsupported(engine_, file_[operator_]) : void();
    if (params && type(params - 2) == Tok::SCOPE) { // `void Class::method()`
      if (isDevice)
        engine_.report(diag::Id::UnsupportedFeature, file_[params - 1].range(), "methods are",
                       "write a `__device__` function that takes the record");
      return;
    }
    if (params && !isDevice && type(first) != Tok::TYPEDEF)
      return hostFunction(first, last, params - 1);
    keep(first, last, isDevice || hasDevice(first, last));
  }

  bool containsOperator(size_t first, size_t last) {
    for (operator_ = first; operator_ < last && type(operator_) != Tok::LBRACE; ++operator_)
      if (text(operator_) == "operator")
        return true;
    return false;
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

  void hostFunction(size_t first, size_t last, size_t name) {
    checkAttributes(first, name);
    Chunk chunk;
    chunk.kind = Chunk::Kind::HostFunction;
    chunk.terminals.assign(file_.begin() + ptrdiff_t(first),
                           file_.begin() + ptrdiff_t(std::min(name + 1, last)));
    chunk.nameIndex = uint32_t(name - first);
    chunks_.push_back(std::move(chunk));
  }

  void keep(size_t first, size_t last, bool isDevice) {
    Chunk chunk;
    chunk.kind = isDevice ? Chunk::Kind::Device : Chunk::Kind::Ambiguous;
    chunk.contract = contract_;
    for (size_t i = first; i < last; ++i) {
      if (!isPragma(i))
        chunk.terminals.push_back(file_[i]);
      else if (file_[i].source->kind == preprocess::TokenKind::ContractOff)
        chunk.contract = false; // inside a function: taken for all of it
    }
    chunk.looksLikeHost = !isDevice && contains(first, last, [](const Terminal &terminal) {
      return terminal.type == Tok::SCOPE || terminal.type == Tok::UNSUPPORTED;
    });
    if (stripMethods(chunk.terminals, engine_))
      chunks_.push_back(std::move(chunk));
  }

  const Terminals &file_;
  std::vector<uint32_t> match_;
  diag::Engine &engine_;
  std::vector<Chunk> chunks_;
  size_t at_ = 0, operator_ = 0;
  bool contract_ = true;
};

} // namespace

std::vector<Chunk> splitChunks(const Terminals &file, diag::Engine &engine) {
  return Splitter(file, engine).run();
}

} // namespace hd::syntax
