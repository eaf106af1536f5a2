// Finds the calls, and puts the launcher together. Its declarations are found in launcher_locals.cpp.
#include "frontend/syntax/launcher.h"
#include "frontend/syntax/shape.h"

#include <algorithm>

namespace hd::syntax {

Launcher::Launcher(const Chunk &function, const Names &kernels, const Names &hosts,
                   const HostClasses &classes)
    : function_(function.terminals), head_(function.headIndex), name_(function.nameIndex),
      params_(function.paramsIndex), body_(function.bodyIndex), end_(function_.size()),
      match_(matchBrackets(function_)) {
  findCalls(kernels, hosts, classes);
  if (pieces_.empty())
    return;
  findLocals();
  takeNeeded();
  std::sort(pieces_.begin(), pieces_.end(), [](const Piece &a, const Piece &b) { return a.at < b.at; });
}

void Launcher::append(Terminals &out, size_t first, size_t last) const {
  out.insert(out.end(), function_.begin() + std::ptrdiff_t(first), function_.begin() + std::ptrdiff_t(last));
}

bool Launcher::hasLaunch(size_t first, size_t last) const {
  for (size_t i = first; i + 1 < last; ++i)
    if (type(i) == Tok::LESS_LESS && type(i + 1) == Tok::LESS)
      return true;
  return false;
}

// No tokens that the parser would not take.
bool Launcher::isPlain(size_t first, size_t last) const {
  for (size_t i = first; i < last; ++i)
    if (type(i) == Tok::UNSUPPORTED || type(i) == Tok::OTHER || type(i) == Tok::UNROLL)
      return false;
  return !hasLaunch(first, last);
}

void Launcher::findCalls(const Names &kernels, const Names &hosts, const HostClasses &classes) {
  size_t close = match_[body_];
  for (size_t i = body_ + 1; i < close;) {
    bool isKernel = type(i) == Tok::IDENTIFIER && kernels.count(text(i));
    bool isHost = type(i) == Tok::IDENTIFIER && !isKernel && hosts.count(text(i));
    const preprocess::Token *members = isHost ? classes.membersOf(text(i)) : nullptr;
    i = members ? mention(i, members) : isKernel || isHost ? call(i, isKernel) : i + 1;
  }
}

// Makes a piece of `Map<args>`, a class with methods that launch: `Map.members<args>()`.
size_t Launcher::mention(size_t name, const preprocess::Token *members) {
  size_t after = type(name + 1) == Tok::LESS ? afterAngles(function_, match_, name + 1, end_) : name + 1;
  if (after == name + 1)
    return after;
  Piece piece;
  piece.at = name;
  append(piece.terminals, pathBefore(name), name);
  piece.terminals.push_back({Tok::IDENTIFIER, members});
  append(piece.terminals, name + 1, after);
  append(piece.terminals, Tok::LPAREN, name);
  append(piece.terminals, Tok::RPAREN, name);
  append(piece.terminals, Tok::SEMI, name);
  pieces_.push_back(std::move(piece));
  return name + 2; // the arguments may mention another one
}

// The first token of the qualified name that ends in `name`.
size_t Launcher::pathBefore(size_t name) const {
  size_t first = name;
  while (first > body_ && type(first - 1) == Tok::SCOPE) {
    --first;
    if (type(first - 1) == Tok::IDENTIFIER)
      --first;
  }
  return first;
}

// The `(` behind `<<<...>>>`, 0 when there is none.
size_t Launcher::launchArguments(size_t chevrons) const {
  for (size_t i = chevrons + 2; i < end_; ++i) {
    if (type(i) == Tok::SEMI || isClosing(type(i)))
      return 0;
    if (isOpening(type(i)))
      i = match_[i];
    else if (type(i) == Tok::GREATER_GREATER && type(i + 1) == Tok::SHIFT_TAIL && type(i + 2) == Tok::GREATER)
      return type(i + 3) == Tok::LPAREN ? i + 3 : 0;
  }
  return 0;
}

// Makes a piece of `name<args>(...)`, `name<args><<<...>>>(...)` or `name<args>`; returns where to go on.
size_t Launcher::call(size_t name, bool isKernel) {
  size_t first = pathBefore(name), after = name + 1;
  if (type(after) == Tok::LESS)
    after = afterAngles(function_, match_, after, end_);
  bool hasArgs = after > name + 1;
  size_t open = after;
  if (isKernel) {
    size_t outer = first;
    while (isClosing(type(open)) && outer > body_ && match_[open] + 1 == outer) // `(name<args>)<<<`
      ++open, --outer;
    open = type(open) == Tok::LESS_LESS && type(open + 1) == Tok::LESS ? launchArguments(open) : 0;
  }
  bool isCall = open && type(open) == Tok::LPAREN;
  if (!isCall && !hasArgs)
    return after;
  Piece piece;
  piece.at = name;
  append(piece.terminals, first, after);
  if (hasArgs) {
    piece.shorter = piece.terminals;
    append(piece.shorter, Tok::SEMI, name);
  }
  if (isCall && isPlain(open, match_[open]))
    append(piece.terminals, open, match_[open] + 1);
  append(piece.terminals, Tok::SEMI, name);
  pieces_.push_back(std::move(piece));
  return after;
}

// `template <class T> template <int n>` of a member becomes `template <class T, int n>`.
void Launcher::templateHead(Terminals &out) const {
  for (size_t at = 0; at < head_;) {
    size_t after = type(at + 1) == Tok::LESS ? afterAngles(function_, match_, at + 1, head_) : at + 1;
    if (after <= at + 2) // no list
      return;
    bool isFirst = out.empty(), isEmpty = after == at + 3;
    if (!isFirst && !isEmpty)
      out.back().type = Tok::COMMA;
    if (isFirst || !isEmpty)
      append(out, isFirst ? at : at + 2, after);
    at = after;
  }
  if (out.size() == 3) // `template <>`
    out.clear();
}

Terminals Launcher::tokens() {
  Terminals out;
  templateHead(out);
  append(out, Tok::VOID, name_);
  append(out, Tok::IDENTIFIER, name_);
  append(out, params_, match_[params_] + 1);
  body(out);
  return out;
}

// Blocks stay: they say which declaration a name means.
void Launcher::body(Terminals &out) {
  size_t next = 0, close = match_[body_];
  std::vector<size_t> open;
  for (size_t i = body_; i <= close; ++i) {
    if (type(i) == Tok::LBRACE && (i == body_ || (next < pieces_.size() && pieces_[next].at < match_[i]))) {
      append(out, Tok::LBRACE, i);
      open.push_back(match_[i]);
    }
    for (; next < pieces_.size() && pieces_[next].at <= i; ++next) {
      Piece &piece = pieces_[next];
      piece.first = uint32_t(out.size());
      out.insert(out.end(), piece.terminals.begin(), piece.terminals.end());
      piece.last = uint32_t(out.size());
    }
    if (!open.empty() && open.back() == i) {
      append(out, Tok::RBRACE, i);
      open.pop_back();
    }
  }
}

bool Launcher::drop(uint32_t index) {
  for (Piece &piece : pieces_) {
    if (index < piece.first || index >= piece.last)
      continue;
    piece.terminals = std::move(piece.shorter);
    piece.shorter.clear();
    return true;
  }
  return false;
}

} // namespace hd::syntax
