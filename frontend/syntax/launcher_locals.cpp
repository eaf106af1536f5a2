// What a host function declares, as far as its launches depend on it: variables, constants, types.
#include "frontend/syntax/launcher.h"
#include "frontend/syntax/shape.h"

#include <algorithm>
#include <unordered_map>

namespace hd::syntax {

namespace {

bool isQualifier(Tok token) {
  return token == Tok::CONST || token == Tok::VOLATILE || token == Tok::RESTRICT;
}
bool isPointerOperator(Tok token) { return token == Tok::STAR || token == Tok::AMP || token == Tok::AMP_AMP; }
// Says nothing of the type.
bool isStorage(Tok token) { return token == Tok::STATIC || token == Tok::EXTERN || token == Tok::REGISTER; }

} // namespace

bool Launcher::startsStatement(size_t index) const {
  Tok before = type(index - 1);
  return before == Tok::LBRACE || before == Tok::RBRACE || before == Tok::SEMI || before == Tok::PRAGMA_END ||
         (before == Tok::LPAREN && type(index - 2) == Tok::FOR);
}

// Its `;`, or `end_`.
size_t Launcher::statementEnd(size_t first) const {
  for (size_t i = first; i < end_; ++i) {
    if (type(i) == Tok::SEMI)
      return i;
    if (isClosing(type(i)))
      return end_;
    if (isOpening(type(i)))
      i = match_[i];
  }
  return end_;
}

void Launcher::findLocals() {
  size_t close = match_[body_];
  for (size_t i = body_ + 1; i < close; ++i) {
    if (!startsStatement(i))
      continue;
    Tok token = type(i);
    bool mayDeclare = token == Tok::IDENTIFIER || token == Tok::SCOPE || token == Tok::USING ||
                      token == Tok::TYPENAME || (token >= Tok::VOID && token <= Tok::CONSTEXPR) ||
                      isQualifier(token);
    if (!mayDeclare)
      continue;
    size_t last = statementEnd(i);
    if (last < end_)
      local(i, last);
  }
}

void Launcher::local(size_t first, size_t last) {
  Local out;
  out.piece.at = first;
  bool isDefinition =
      std::any_of(function_.begin() + std::ptrdiff_t(first), function_.begin() + std::ptrdiff_t(last),
                  [](const Terminal &each) { return each.type == Tok::LBRACE; });
  Tok token = type(first);
  if (token == Tok::USING || token == Tok::TYPEDEF) {
    size_t name = token == Tok::USING ? first + 1 : last - 1;
    while (name > first && type(name) != Tok::IDENTIFIER)
      name = isClosing(type(name)) ? match_[name] - 1 : name - 1;
    if (name > first)
      out.names = {text(name)};
    append(out.piece.terminals, first, last + 1);
  } else if (token == Tok::ENUM && isDefinition) {
    localEnum(first, last, out);
  } else if (token >= Tok::STRUCT && token <= Tok::ENUM && isDefinition) {
    if (type(first + 1) == Tok::IDENTIFIER)
      out.names = {text(first + 1)};
    append(out.piece.terminals, first, last + 1);
  } else {
    variables(first, last, out);
  }
  if (!out.names.empty())
    locals_.push_back(std::move(out));
}

void Launcher::localEnum(size_t first, size_t last, Local &out) const {
  for (size_t i = first + 1; i < last; ++i) {
    Tok before = type(i - 1);
    bool isEnumerator = before == Tok::LBRACE || before == Tok::COMMA;
    bool isTag = before == Tok::ENUM || before == Tok::CLASS || before == Tok::STRUCT;
    if (type(i) == Tok::IDENTIFIER && (isEnumerator || isTag))
      out.names.push_back(text(i));
  }
  append(out.piece.terminals, first, last + 1);
}

// Copies what stands before the declarators; returns where they begin, or `last` when it is no declaration.
size_t Launcher::specifiers(size_t first, size_t last, Local &out, bool &keepsInitialiser) const {
  bool hasType = false;
  size_t i = first;
  for (; i < last; ++i) {
    Tok token = type(i);
    bool isWord = token >= Tok::VOID && token <= Tok::AUTO;
    bool isTag = token >= Tok::STRUCT && token <= Tok::ENUM;
    keepsInitialiser |= token == Tok::CONST || token == Tok::CONSTEXPR || token == Tok::AUTO;
    hasType |= isWord;
    if (isStorage(token))
      continue;
    if (isWord || isTag || isQualifier(token) || token == Tok::CONSTEXPR || token == Tok::TYPENAME) {
      append(out.piece.terminals, i, i + 1);
      continue;
    }
    if (hasType || (token != Tok::IDENTIFIER && token != Tok::SCOPE))
      break;
    size_t name = i;
    while (type(i) == Tok::SCOPE || type(i) == Tok::IDENTIFIER) {
      bool isName = type(i) == Tok::IDENTIFIER;
      ++i;
      if (isName && type(i) == Tok::LESS)
        i = afterAngles(function_, match_, i, last);
      if (isName && type(i) != Tok::SCOPE)
        break;
    }
    append(out.piece.terminals, name, i--);
    hasType = true;
  }
  bool isDeclarator = type(i) == Tok::IDENTIFIER || isPointerOperator(type(i));
  return hasType && isDeclarator ? i : last;
}

// An initialiser is kept where it says something: of constants and of `auto`.
void Launcher::variables(size_t first, size_t last, Local &out) const {
  bool keepsInitialiser = false;
  for (size_t i = specifiers(first, last, out, keepsInitialiser); i < last;) {
    size_t begin = i;
    while (isPointerOperator(type(i)) || isQualifier(type(i)))
      ++i;
    if (type(i) != Tok::IDENTIFIER)
      break;
    out.names.push_back(text(i++));
    while (type(i) == Tok::LBRACKET)
      i = match_[i] + 1;
    Tok next = type(i);
    if (next != Tok::SEMI && next != Tok::COMMA && next != Tok::ASSIGN && next != Tok::LPAREN &&
        next != Tok::LBRACE) {
      out.names.clear();
      return;
    }
    append(out.piece.terminals, begin, i);
    size_t initialiser = i;
    while (i < last && type(i) != Tok::COMMA)
      i = (isOpening(type(i)) ? match_[i] : i) + 1;
    if (keepsInitialiser && isPlain(initialiser, i))
      append(out.piece.terminals, initialiser, i);
    if (i < last)
      append(out.piece.terminals, i, i + 1);
    ++i;
  }
  append(out.piece.terminals, Tok::SEMI, last);
}

// The declarations of the names that calls mention, of those that they mention, and so on.
void Launcher::takeNeeded() {
  std::unordered_map<std::string_view, std::vector<size_t>> declaring;
  for (size_t i = 0; i < locals_.size(); ++i)
    for (std::string_view name : locals_[i].names)
      declaring[name].push_back(i);
  for (size_t next = 0; next < pieces_.size(); ++next) {
    const Terminals terminals = pieces_[next].terminals;
    for (const Terminal &terminal : terminals) {
      if (terminal.type != Tok::IDENTIFIER)
        continue;
      auto found = declaring.find(terminal.text());
      if (found == declaring.end())
        continue;
      for (size_t index : found->second) {
        pieces_.push_back(std::move(locals_[index].piece));
        locals_[index].piece.terminals.clear();
      }
      declaring.erase(found);
    }
  }
  std::erase_if(pieces_, [](const Piece &piece) { return piece.terminals.empty(); });
}

} // namespace hd::syntax
