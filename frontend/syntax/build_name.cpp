// Names with their qualifiers and template arguments; types that are names.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

// A NameSegment, IdSegment, TypeSegment, CallSegment or RecordSegment.
NameSegment Builder::segment(const Node *node) {
  if (node->is(Rule::IdSegment) && node->child->is(Rule::NameSegment))
    node = node->child;
  NameSegment out;
  out.range = range(node);
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::TemplateArguments)) {
      out.hasArgs = true;
      out.args = templateArgs(child);
    } else if (child->is(Rule::OperatorSymbol)) {
      out.name += operatorName(child);
    } else {
      out.name += terminal(child).text(); // `~`, `operator`, the name
    }
  }
  return out;
}

std::string Builder::operatorName(const Node *node) const {
  std::string text;
  for (uint32_t i = node->first; i < node->last; ++i)
    if (chunk_[i].type != Tok::SHIFT_TAIL)
      text += chunk_[i].text();
  return text;
}

// Of a QualifiedId, DeclaratorId, TypeRef, CallRef, RecordName, EnumName, or a Postfix with a member.
void Builder::takeName(const Node *node, Qualifier &qualifier, NameSegment &last) {
  bool seen = false;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::Terminal)) {
      qualifier.isGlobal |=
          !seen && (child->is(Tok::SCOPE) || child->is(Tok::TYPE_GLOBAL) || child->is(Tok::CALL_GLOBAL));
      continue;
    }
    if (child->is(Rule::Conversion))
      continue;
    if (seen)
      qualifier.segments.push_back(std::move(last));
    last = segment(child);
    seen = true;
  }
}

TypeSyntax Builder::typeRef(const Node *node) {
  TypeSyntax type;
  NameSegment last;
  type.base = TypeSyntax::Base::Named;
  type.range = range(node);
  takeName(node, type.qualifier, last);
  type.name = std::move(last.name);
  type.hasArgs = last.hasArgs;
  type.args = std::move(last.args);
  return type;
}

// At `decltype`, which `(`, what it is of, and `)` follow.
TypeSyntax Builder::decltypeOf(const Node *keyword) {
  TypeSyntax type;
  type.base = TypeSyntax::Base::Decltype;
  type.range = {range(keyword).begin, range(keyword->next->next->next).end};
  const Node *what = keyword->next->next;
  type.decltypeOf = what->is(Tok::AUTO) ? nullptr : expression(what);
  return type;
}

} // namespace hd::syntax
