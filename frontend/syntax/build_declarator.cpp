// Declarators: pointers apply to the base first, then suffixes from the last to the first, then what is in
// parentheses.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

Builder::Declarator Builder::declarator(const Node *node) {
  Declarator out;
  out.range = range(node);
  out.nameLocation = out.range.begin;
  declaratorInto(node, out);
  return out;
}

void Builder::declaratorInto(const Node *node, Declarator &out) {
  std::vector<const Node *> suffixes;
  const Node *inner = nullptr;
  bool isNamed = false;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::PointerOperator)) {
      out.chunks.push_back(pointerOperator(child));
      for (const Node *word = child->child; word; word = word->next)
        if (word->is(Rule::Attribute)) // `T *__device__ f()`
          attribute(word, out.attributes);
    } else if (child->is(Rule::DeclaratorSuffix)) {
      suffixes.push_back(child->child);
      for (const Node *more = child->child->next; more; more = more->next)
        attribute(more, out.attributes);
    } else if (child->is(Rule::NamedDeclarator) || child->is(Rule::Declarator)) {
      inner = child;
    } else if (child->is(Rule::Attribute)) {
      attribute(child, out.attributes);
    } else if (child->is(Tok::ELLIPSIS)) {
      out.isPack = true;
    } else if (child->is(Rule::DeclaratorId)) {
      declaratorId(child, out);
      isNamed = true;
    } else if (child->is(Rule::Bindings)) {
      for (const Node *name = child->child; name; name = name->next)
        if (name->is(Tok::IDENTIFIER))
          out.bindings.push_back({std::string(terminal(name).text()), false, {}, range(name)});
    }
  }
  if (isNamed && !suffixes.empty() && suffixes[0]->is(Rule::FunctionSuffix)) {
    out.function = suffixes[0];
    suffixes.erase(suffixes.begin());
  }
  for (auto suffix = suffixes.rbegin(); suffix != suffixes.rend(); ++suffix)
    out.chunks.push_back(suffixChunk(*suffix));
  if (inner)
    declaratorInto(inner, out);
}

void Builder::declaratorId(const Node *node, Declarator &out) {
  takeName(node, out.qualifier, out.name);
  out.nameLocation = out.name.range.begin;
  if (node->lastChild->is(Rule::Conversion)) {
    const Node *conversion = node->lastChild;
    if (!out.name.name.empty())
      out.qualifier.segments.push_back(std::move(out.name));
    out.name = {};
    out.name.name = "operator";
    out.name.range = range(conversion->child);
    out.nameLocation = out.name.range.begin;
    out.conversion = simpleType(conversion->lastChild);
    out.form = FunctionDecl::Form::Conversion;
  } else if (out.name.name.starts_with("~")) {
    out.form = FunctionDecl::Form::Destructor;
  } else if (const Node *last = node->lastChild->child;
             last && last->is(Rule::NameSegment) && last->child->is(Tok::OPERATOR)) {
    out.form = FunctionDecl::Form::Operator;
  }
}

DeclaratorChunk Builder::pointerOperator(const Node *node) {
  DeclaratorChunk chunk;
  chunk.kind = node->child->is(Tok::STAR) ? DeclaratorChunk::Kind::Pointer : DeclaratorChunk::Kind::Reference;
  chunk.isRValue = node->child->is(Tok::AMP_AMP);
  chunk.range = range(node);
  for (const Node *qualifier = node->child->next; qualifier; qualifier = qualifier->next) {
    chunk.isConst |= qualifier->is(Tok::CONST);
    chunk.isVolatile |= qualifier->is(Tok::VOLATILE);
    chunk.isRestrict |= qualifier->is(Tok::RESTRICT);
  }
  return chunk;
}

DeclaratorChunk Builder::suffixChunk(const Node *node) {
  DeclaratorChunk chunk;
  chunk.range = range(node);
  if (node->is(Rule::FunctionSuffix)) {
    chunk.kind = DeclaratorChunk::Kind::Function;
    for (const Node *child = node->child; child; child = child->next)
      if (child->is(Rule::Parameters))
        chunk.params = parameters(child);
    return chunk;
  }
  chunk.kind = DeclaratorChunk::Kind::Array;
  if (const Node *size = node->child->next; !size->is(Tok::RBRACKET))
    chunk.size = expression(size);
  return chunk;
}

} // namespace hd::syntax
