#include "frontend/syntax/host_classes.h"
#include "frontend/syntax/shape.h"

namespace hd::syntax {

namespace {

void append(Terminals &out, const Terminals &from, size_t first, size_t last) {
  out.insert(out.end(), from.begin() + std::ptrdiff_t(first), from.begin() + std::ptrdiff_t(last));
}

// The members of the class whose body is the braces at `body`.
std::vector<Shape> membersIn(const Terminals &whole, const std::vector<uint32_t> &match, size_t body) {
  std::vector<Shape> members;
  for (size_t at = body + 1, close = match[body]; at < close;) {
    Tok token = whole[at].type;
    if (token == Tok::SEMI || token == Tok::COLON || token == Tok::PUBLIC || token == Tok::PRIVATE ||
        token == Tok::PROTECTED || whole[at].isPragma()) {
      ++at;
      continue;
    }
    Shape member = shapeOf(whole, match, at, close);
    member.last = std::max(member.last, at + 1);
    members.push_back(member);
    at = member.last;
  }
  return members;
}

// The names of the parameters in the parentheses at `open`, each with a comma behind; empty when one has
// none.
Terminals namesOfParams(const Terminals &from, const std::vector<uint32_t> &match, size_t open) {
  Terminals names;
  size_t close = match[open];
  for (size_t begin = open + 1, i = begin; i <= close; ++i) {
    Tok token = from[i].type;
    if (token == Tok::LESS && from[i - 1].type == Tok::IDENTIFIER)
      i = std::max(afterAngles(from, match, i, close), i + 1) - 1;
    else if (isOpening(token))
      i = match[i];
    if (token != Tok::COMMA && i != close)
      continue;
    if (i < begin + 2 || from[i - 1].type != Tok::IDENTIFIER)
      return {};
    names.push_back(from[i - 1]);
    names.push_back({Tok::COMMA, from[i].source});
    begin = i + 1;
  }
  return names;
}

} // namespace

const preprocess::Token *HostClasses::makeToken(const preprocess::Token &like, std::string text) {
  texts_.push_back(std::move(text));
  tokens_.push_back(like);
  tokens_.back().text = texts_.back();
  return &tokens_.back();
}

const preprocess::Token *HostClasses::membersOf(std::string_view name) const {
  auto found = classes_.find(name);
  return found == classes_.end() ? nullptr : found->second.members;
}

std::vector<Chunk> HostClasses::add(const Chunk &record) {
  const Terminals &whole = record.whole;
  const Terminal &name = whole[record.nameIndex];
  std::vector<uint32_t> match = matchBrackets(whole);
  Class made;
  made.members = makeToken(*name.source, std::string(name.text()) + ".members");
  append(made.head, whole, 0, record.headIndex);
  append(made.data, whole, record.nameIndex + 1, record.bodyIndex);
  made.data.push_back({Tok::SEMI, name.source});
  std::vector<Shape> methods;
  for (const Shape &member : membersIn(whole, match, record.bodyIndex)) {
    if (!member.isFunction())
      append(made.data, whole, member.first, member.last);
    else if (member.body && !member.isDevice && !member.isConstexpr)
      methods.push_back(member);
  }
  std::vector<Chunk> chunks;
  for (const Shape &each : methods)
    chunks.push_back(method(made, whole, match, each.first, each.head, each.name, each.params, each.body));
  Terminals nothing = {{Tok::LPAREN, name.source},
                       {Tok::RPAREN, name.source},
                       {Tok::LBRACE, name.source},
                       {Tok::RBRACE, name.source}};
  chunks.push_back(method(made, nothing, matchBrackets(nothing), 0, 0, 0, 0, 2));
  classes_.insert_or_assign(name.text(), std::move(made));
  return chunks;
}

// Templates among methods keep their names, since only calls tell their arguments.
Chunk HostClasses::method(const Class &known, const Terminals &from, const std::vector<uint32_t> &match,
                          size_t first, size_t head, size_t name, size_t params, size_t body) const {
  Chunk out;
  out.kind = Chunk::Kind::HostFunction;
  out.isMember = true;
  bool isTemplate = head > first;
  out.terminals = known.head;
  append(out.terminals, from, first, head);
  out.headIndex = uint32_t(out.terminals.size());
  out.nameIndex = out.headIndex;
  out.terminals.push_back({Tok::IDENTIFIER, isTemplate ? from[name].source : known.members});
  out.paramsIndex = uint32_t(out.terminals.size());
  append(out.terminals, from, params, match[params] + 1);
  out.bodyIndex = uint32_t(out.terminals.size());
  out.terminals.push_back(from[body]);
  append(out.terminals, known.data, 0, known.data.size());
  for (size_t i = body + 1; i <= match[body]; ++i) {
    if (from[i].type == Tok::THIS && from[i + 1].type == Tok::ARROW)
      ++i;
    else
      out.terminals.push_back(from[i]);
  }
  return out;
}

void HostClasses::surround(Chunk &chunk) const {
  const Terminals &from = chunk.terminals;
  std::vector<uint32_t> match = matchBrackets(from);
  size_t heads = 0; // `template <...>` of the class, and perhaps of the method
  for (size_t i = 0; i < chunk.headIndex;) {
    if (from[i].type != Tok::TEMPLATE)
      return;
    i = afterAngles(from, match, i + 1, chunk.headIndex);
    heads = heads ? heads : i;
  }
  for (size_t i = chunk.headIndex; i < chunk.nameIndex; ++i) {
    auto found = classes_.find(from[i].text());
    if (from[i].type != Tok::IDENTIFIER || found == classes_.end())
      continue;
    bool hasArgs = from[i + 1].type == Tok::LESS;
    size_t after = hasArgs ? afterAngles(from, match, i + 1, chunk.nameIndex) : i + 1;
    bool isLast = after < chunk.nameIndex && from[after].type == Tok::SCOPE &&
                  (after + 1 == chunk.nameIndex || from[after + 1].type == Tok::TILDE);
    if (!isLast)
      continue;
    Class known = found->second;
    append(known.head = {}, from, 0, hasArgs ? heads : 0);
    chunk = method(known, from, match, hasArgs ? heads : 0, chunk.headIndex, chunk.nameIndex,
                   chunk.paramsIndex, chunk.bodyIndex);
    return;
  }
}

Chunk HostClasses::instantiation(const Chunk &chunk) {
  const Terminals &from = chunk.terminals;
  std::vector<uint32_t> match = matchBrackets(from);
  const preprocess::Token *source = from[0].source;
  Chunk out;
  out.kind = Chunk::Kind::HostFunction;
  out.isMember = true;
  out.terminals.push_back({Tok::IDENTIFIER, makeToken(*source, "(instantiation)")});
  out.paramsIndex = 1;
  Terminals body;
  if (!chunk.paramsIndex || from[chunk.nameIndex + 1].type == Tok::LESS) {
    append(out.terminals, {{Tok::LPAREN, source}, {Tok::RPAREN, source}}, 0, 2);
    append(body, from, chunk.isInstantiation, chunk.paramsIndex ? chunk.paramsIndex : from.size());
  } else {
    append(out.terminals, from, chunk.paramsIndex, match[chunk.paramsIndex] + 1);
    append(body, from, chunk.nameIndex, chunk.paramsIndex + 1);
    Terminals names = namesOfParams(from, match, chunk.paramsIndex);
    if (!names.empty())
      append(body, names, 0, names.size() - 1);
    body.push_back({Tok::RPAREN, source});
  }
  out.bodyIndex = uint32_t(out.terminals.size());
  out.terminals.push_back({Tok::LBRACE, source});
  append(out.terminals, body, 0, body.size());
  append(out.terminals, {{Tok::SEMI, source}, {Tok::RBRACE, source}}, 0, 2);
  return out;
}

} // namespace hd::syntax
