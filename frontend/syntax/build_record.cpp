// Classes, structs, unions and their members.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

void Builder::recordSpecifier(const Node *node, Specifiers &out) {
  auto *record = make<RecordDecl>(range(node));
  record->isUnion = node->child->is(Tok::UNION);
  record->nameLocation = record->range.begin;
  Specifiers attributes;
  const Node *body = nullptr;
  for (const Node *child = node->child->next; child; child = child->next) {
    if (child->is(Rule::Attribute))
      attribute(child, attributes);
    else if (child->is(Rule::RecordBody))
      body = child;
    else
      recordHead(child, *record);
  }
  record->alignmentExpr = attributes.alignment;
  record->hasBody = record->isComplete = body != nullptr;
  out.definition = record;
  out.hasBody = body != nullptr;
  out.type.name = record->name;
  if (!body) {
    out.type.base = TypeSyntax::Base::Named;
    out.type.qualifier = record->qualifier;
    out.type.hasArgs = record->hasArgs;
    out.type.args = record->args;
    return;
  }
  for (const Node *member = body->child; member; member = member->next)
    if (member->is(Rule::Member))
      recordMember(member, *record);
  out.type.base = TypeSyntax::Base::Record;
  out.type.record = record;
}

void Builder::recordHead(const Node *node, RecordDecl &record) {
  if (node->is(Rule::RecordName)) {
    NameSegment last;
    takeName(node, record.qualifier, last);
    record.name = last.name;
    record.nameLocation = last.range.begin;
    record.hasArgs = last.hasArgs;
    record.args = std::move(last.args);
  } else if (node->is(Rule::Bases)) {
    for (const Node *child = node->child; child; child = child->next)
      if (child->is(Rule::Base))
        record.bases.push_back(base(child));
  }
}

BaseSpecifier Builder::base(const Node *node) {
  BaseSpecifier out;
  out.range = range(node);
  for (const Node *child = node->child; child; child = child->next) {
    out.isVirtual |= child->is(Tok::VIRTUAL);
    out.isExpansion |= child->is(Tok::ELLIPSIS);
    if (child->is(Rule::TypeRef))
      out.syntax = typeRef(child);
  }
  return out;
}

void Builder::recordMember(const Node *node, RecordDecl &record) {
  const Node *first = node->child;
  Place place;
  place.record = &record;
  Decls decls;
  if (first->is(Rule::HostMember))
    return hostMember(first, record);
  if (first->is(Rule::StaticAssert))
    decls.push_back(staticAssert(first));
  else if (first->is(Rule::UsingDeclaration))
    decls.push_back(usingDeclaration(first));
  else if (first->is(Rule::TemplateDeclaration))
    templateDecl(first, place, decls);
  else if (first->is(Rule::Entity))
    entity(first, place, decls);
  record.members.insert(record.members.end(), decls.begin(), decls.end());
}

FieldDecl *Builder::field(const Declarator &parts, const Specifiers &specs, diag::Range where,
                          RecordDecl &record) {
  auto *field = make<FieldDecl>(where);
  field->name = parts.name.name;
  field->nameLocation = parts.name.name.empty() ? where.begin : parts.nameLocation;
  field->syntax = specs.type;
  field->syntax.chunks = parts.chunks;
  field->alignmentExpr = parts.attributes.alignment ? parts.attributes.alignment : specs.alignment;
  field->index = unsigned(record.fields.size());
  record.fields.push_back(field);
  return field;
}

} // namespace hd::syntax
