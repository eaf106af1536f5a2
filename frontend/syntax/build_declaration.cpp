// Variables, typedefs, using, static assertions; and which kind of declaration a node is.
#include "frontend/syntax/builder.h"
#include "frontend/syntax/literals.h"

namespace hd::syntax {

using namespace ast;

void Builder::build(const Node *chunk, std::vector<Decl *> &decls) {
  Place place;
  place.isFile = true;
  for (const Node *child = chunk->child; child; child = child->next) {
    if (!child->is(Rule::ExternalDeclaration))
      continue;
    const Node *first = child->child;
    if (first->is(Rule::StaticAssert))
      decls.push_back(staticAssert(first));
    else if (first->is(Rule::UsingDeclaration))
      decls.push_back(usingDeclaration(first));
    else if (first->is(Rule::NamespaceAlias))
      decls.push_back(namespaceAlias(first));
    else if (first->is(Rule::TemplateDeclaration))
      templateDecl(first, place, decls);
    else if (first->is(Rule::Instantiation))
      instantiation(first, place, decls);
    else
      entity(first, place, decls);
  }
}

void Builder::entity(const Node *node, const Place &place, Decls &decls) {
  const Node *first = node->child;
  Specifiers specs;
  if (first->is(Rule::DeclSpecifiers)) {
    specs = specifiers(first);
    first = first->next;
  }
  if (first->is(Tok::SEMI))
    return standalone(specs, place, range(node), decls);
  if (first->is(Tok::COLON)) { // a bit-field without a name
    if (!place.record)
      return void(engine_.report(diag::Id::SyntaxError, range(first),
                                 "only a member of a record can be a bit-field"));
    FieldDecl *padding = field({}, specs, range(node), *place.record);
    padding->bitWidth = expression(first->next);
    return decls.push_back(padding);
  }
  if (specs.hasBody && place.record) {
    place.record->nestedTypes.push_back(specs.definition);
    place.record->members.push_back(specs.definition);
  }
  for (const Node *child = first->child; child; child = child->next) {
    if (child->is(Rule::EntityDeclarator))
      entityDeclarator(child, specs, place, range(node), decls);
    if ((child->is(Rule::MemberInits) || child->is(Rule::FunctionBody)) && !decls.empty()) {
      Decl *last = decls.back();
      if (last->kind() == Decl::Kind::Template)
        last = static_cast<TemplateDecl *>(last)->pattern;
      if (last->kind() == Decl::Kind::Function)
        finishFunction(child, *static_cast<FunctionDecl *>(last));
      else if (child->is(Rule::FunctionBody))
        engine_.report(diag::Id::SyntaxError, range(child), "only a function has a body");
    }
  }
}

// `declarator`, then nothing, an initialiser, or the width of a bit-field.
void Builder::entityDeclarator(const Node *node, const Specifiers &specs, const Place &place,
                               diag::Range where, Decls &decls) {
  Declarator parts = declarator(node->child);
  const Node *rest = node->child->next;
  if (parts.function && !specs.isTypedef) {
    FunctionDecl *function = functionDecl(parts, specs, place, where, decls);
    const Node *value = rest && rest->is(Rule::EntityInitializer) ? rest->child->next : nullptr;
    if (!value)
      return;
    function->isDefaulted = value->is(Tok::DEFAULT);
    function->isDeleted = value->is(Tok::DELETED);
    if (function->isDefaulted || function->isDeleted)
      function->isHost = false;
    return;
  }
  if (!specs.hasType)
    return void(engine_.report(diag::Id::SyntaxError, parts.range, "a declaration needs a type here"));
  if (place.record && !specs.isTypedef && !specs.isStatic) {
    FieldDecl *member = field(parts, specs, range(node), *place.record);
    decls.push_back(member);
    if (rest && rest->is(Tok::COLON)) {
      member->bitWidth = expression(rest->next);
      if (const Node *assign = rest->next->next)
        member->init = expression(assign->next);
    } else if (rest) {
      member->init = initializerOf(rest);
    }
    return;
  }
  if (rest && rest->is(Tok::COLON))
    return void(
        engine_.report(diag::Id::SyntaxError, range(rest), "only a member of a record can be a bit-field"));
  declareObject(std::move(parts), specs, rest, place, where, decls);
}

// `struct S { ... };`, `struct S;`, `enum { A, B };`
void Builder::standalone(const Specifiers &specs, const Place &place, diag::Range where, Decls &decls) {
  if (specs.isFriend)
    return; // `friend class S;`: there is no access to grant
  if (place.record && specs.hasBody)
    place.record->nestedTypes.push_back(specs.definition);
  if (specs.definition)
    decls.push_back(specs.definition);
  bool isAnonymous =
      place.record && specs.type.base == TypeSyntax::Base::Record && specs.type.record->name.empty();
  if (isAnonymous) // has a field without a name
    decls.push_back(field({}, specs, where, *place.record));
  if (!specs.definition)
    engine_.report(diag::Id::SyntaxError, where, "this declaration declares nothing");
}

void Builder::declaration(const Node *node, Decls &decls) {
  Specifiers specs = specifiers(node->child);
  if (node->child->next->is(Tok::SEMI))
    return standalone(specs, {}, range(node), decls);
  for (const Node *child = node->child->next; child; child = child->next)
    if (child->is(Rule::InitDeclarator))
      initDeclarator(child, specs, range(node), decls);
}

void Builder::initDeclarator(const Node *node, const Specifiers &specs, diag::Range where, Decls &decls) {
  Declarator parts = declarator(node->child);
  if (parts.function && !specs.isTypedef)
    functionDecl(parts, specs, {}, where, decls);
  else
    declareObject(std::move(parts), specs, node->child->next, {}, where, decls);
}

Memory Builder::memoryOf(const Specifiers &specs) const {
  if (specs.isShared)
    return specs.isExtern ? Memory::DynamicShared : Memory::Shared;
  if (specs.isConstant)
    return Memory::Constant;
  return specs.isDevice ? Memory::Device : Memory::Private;
}

void Builder::typedefDecl(const Declarator &parts, const Specifiers &specs, diag::Range where, Decls &decls) {
  auto *decl = make<TypedefDecl>(where);
  decl->name = parts.name.name;
  decl->nameLocation = parts.nameLocation;
  decl->syntax = specs.type;
  decl->syntax.chunks = parts.chunks;
  if (parts.function) // `typedef R F(A);`
    decl->syntax.chunks.push_back(suffixChunk(parts.function));
  decls.push_back(decl);
}

void Builder::declareObject(Declarator parts, const Specifiers &specs, const Node *initializer,
                            const Place &place, diag::Range where, Decls &decls) {
  diag::Range declRange{where.begin, initializer ? range(initializer).end : parts.range.end};
  if (specs.isTypedef) {
    if (initializer)
      engine_.report(diag::Id::SyntaxError, range(initializer), "a `typedef` cannot have an initialiser");
    return typedefDecl(parts, specs, declRange, decls);
  }
  auto *decl = make<VarDecl>(declRange);
  decl->name = parts.name.name;
  decl->nameLocation = parts.nameLocation;
  decl->qualifier = std::move(parts.qualifier);
  decl->hasArgs = parts.name.hasArgs;
  decl->args = std::move(parts.name.args);
  decl->bindings = std::move(parts.bindings);
  decl->syntax = specs.type;
  decl->memory = memoryOf(specs);
  decl->isExtern = specs.isExtern;
  decl->isStatic = specs.isStatic;
  decl->isConstexpr = specs.isConstexpr;
  decl->syntax.isConst |= specs.isConstexpr && parts.chunks.empty();
  decl->syntax.chunks = std::move(parts.chunks);
  decl->isFileScope = place.isFile;
  decl->isMember = place.record || !decl->qualifier.empty();
  decl->alignmentExpr = parts.attributes.alignment ? parts.attributes.alignment : specs.alignment;
  decl->init = initializer ? initializerOf(initializer) : nullptr;
  decls.push_back(decl);
}

Expr *Builder::initializerOf(const Node *part) {
  const Node *first = part->child;
  if (first->is(Tok::ASSIGN)) {
    if (first->next->is(Tok::DEFAULT) || first->next->is(Tok::DELETED)) {
      engine_.report(diag::Id::SyntaxError, range(part), "only a function can be defaulted or deleted");
      return nullptr;
    }
    return expression(first->next);
  }
  if (first->is(Rule::InitializerList))
    return initializerList(first);
  std::vector<Expr *> args = arguments(first->next); // `int x(5)`
  return args.size() == 1 ? args[0] : listOf(std::move(args), range(part));
}

Decl *Builder::staticAssert(const Node *node) {
  auto *decl = make<StaticAssertDecl>(range(node));
  const Node *condition = node->child->next->next;
  decl->nameLocation = decl->range.begin;
  decl->condition = expression(condition);
  for (const Node *child = condition->next; child; child = child->next)
    if (child->is(Tok::STRING))
      decl->message += stringValue(engine_, terminal(child));
  return decl;
}

Decl *Builder::usingDeclaration(const Node *node) {
  Qualifier qualifier;
  NameSegment last;
  bool isDirective = false;
  const Node *type = nullptr;
  for (const Node *child = node->child; child; child = child->next) {
    isDirective |= child->is(Tok::NAMESPACE);
    if (child->is(Rule::QualifiedId))
      takeName(child, qualifier, last);
    else if (child->is(Rule::TypeName))
      type = child;
  }
  if (type) {
    auto *decl = make<TypedefDecl>(range(node));
    decl->name = last.name;
    decl->nameLocation = last.range.begin;
    decl->syntax = typeName(type);
    if (!qualifier.empty() || last.hasArgs)
      engine_.report(diag::Id::SyntaxError, last.range, "the name of an alias cannot be qualified");
    return decl;
  }
  auto finish = [&](auto *decl) {
    decl->name = last.name;
    decl->nameLocation = last.range.begin;
    decl->target = std::move(qualifier);
    return decl;
  };
  if (!isDirective)
    return finish(make<UsingDecl>(range(node)));
  auto *directive = finish(make<UsingDirectiveDecl>(range(node)));
  directive->target.segments.push_back(last);
  return directive;
}

Decl *Builder::namespaceAlias(const Node *node) {
  auto *decl = make<NamespaceAliasDecl>(range(node));
  const Node *name = node->child->next;
  decl->name = terminal(name).text();
  decl->nameLocation = terminal(name).source->location;
  NameSegment last;
  takeName(name->next->next, decl->target, last);
  decl->target.segments.push_back(std::move(last));
  return decl;
}

} // namespace hd::syntax
