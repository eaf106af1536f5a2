// Templates, their parameters and arguments, explicit instantiations.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

void Builder::templateDecl(const Node *node, const Place &place, Decls &decls) {
  auto *decl = make<TemplateDecl>(range(node));
  decl->params = templateParams(node->child->next);
  const Node *what = node->lastChild;
  Place inner = place;
  inner.around = decl;
  Decls patterns;
  if (what->is(Rule::TemplateDeclaration))
    templateDecl(what, place, patterns);
  else if (what->is(Rule::UsingDeclaration))
    patterns.push_back(usingDeclaration(what));
  else
    entity(what, inner, patterns);
  if (patterns.empty())
    return; // `template <typename T> friend class S;`, or an error was reported
  if (patterns.size() > 1)
    engine_.report(diag::Id::SyntaxError, patterns[1]->range, "a template declares one thing");
  decl->pattern = patterns[0];
  decl->name = decl->pattern->name;
  decl->nameLocation = decl->pattern->nameLocation;
  decls.push_back(decl);
}

void Builder::instantiation(const Node *node, const Place &place, Decls &decls) {
  Decls patterns;
  entity(node->lastChild, place, patterns);
  for (Decl *pattern : patterns) {
    if (pattern->kind() != Decl::Kind::Function && pattern->kind() != Decl::Kind::Record) {
      engine_.report(diag::Id::SyntaxError, range(node),
                     "only a function or a class can be instantiated explicitly");
      continue;
    }
    auto *decl = make<InstantiationDecl>(range(node));
    decl->pattern = pattern;
    decl->name = pattern->name;
    decl->nameLocation = pattern->nameLocation;
    decls.push_back(decl);
  }
}

std::vector<TemplateParamDecl *> Builder::templateParams(const Node *node) {
  std::vector<TemplateParamDecl *> params;
  for (const Node *child = node->child; child; child = child->next)
    if (child->is(Rule::TemplateParameter))
      params.push_back(templateParam(child));
  return params;
}

TemplateParamDecl *Builder::templateParam(const Node *node) {
  auto *param = make<TemplateParamDecl>(range(node));
  param->nameLocation = param->range.begin;
  const Node *first = node->child;
  if (first->is(Rule::DeclSpecifiers)) {
    Declarator parts = declarator(first->next);
    param->form = TemplateParamDecl::Form::Value;
    param->name = parts.name.name;
    param->nameLocation = parts.nameLocation;
    param->isPack = parts.isPack;
    param->syntax = specifiers(first).type;
    param->syntax.chunks = parts.chunks;
    if (parts.function)
      param->syntax.chunks.push_back(suffixChunk(parts.function));
    if (first->next->next) {
      TemplateArgSyntax &value = param->defaultArg.emplace();
      value.expr = expression(node->lastChild);
      value.range = value.expr->range;
    }
    return param;
  }
  if (first->is(Tok::TEMPLATE))
    param->form = TemplateParamDecl::Form::Template;
  for (const Node *child = first; child; child = child->next) {
    param->isPack |= child->is(Tok::ELLIPSIS);
    if (child->is(Tok::IDENTIFIER)) {
      param->name = terminal(child).text();
      param->nameLocation = terminal(child).source->location;
    } else if (child->is(Rule::TypeName)) {
      TemplateArgSyntax &type = param->defaultArg.emplace();
      type.range = range(child);
      type.type = unit_.make<TypeSyntax>();
      *type.type = typeName(child);
    }
  }
  return param;
}

std::vector<TemplateArgSyntax> Builder::templateArgs(const Node *node) {
  std::vector<TemplateArgSyntax> args;
  for (const Node *child = node->child; child; child = child->next) {
    if (!child->is(Rule::TemplateArgument))
      continue;
    TemplateArgSyntax &arg = args.emplace_back();
    arg.range = range(child);
    const Node *what = child->child;
    arg.isExpansion = child->lastChild->is(Tok::ELLIPSIS);
    if (!what->is(Rule::TypeName)) {
      arg.expr = expression(what);
      continue;
    }
    arg.type = unit_.make<TypeSyntax>();
    *arg.type = typeName(what);
    for (const Node *part = what->lastChild->child; part; part = part->next)
      arg.isExpansion |= part->is(Tok::ELLIPSIS);
  }
  return args;
}

} // namespace hd::syntax
