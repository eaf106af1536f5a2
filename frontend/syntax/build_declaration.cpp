// Functions, variables, typedefs.
#include "frontend/syntax/builder.h"
#include "frontend/syntax/literals.h"

namespace hd::syntax {

using namespace ast;

void Builder::build(const Node *chunk, std::vector<Decl *> &decls) {
  for (const Node *child = chunk->child; child; child = child->next)
    if (child->is(Rule::ExternalDeclaration))
      externalDeclaration(child, decls);
}

void Builder::externalDeclaration(const Node *node, Decls &decls) {
  const Node *first = node->child;
  if (first->is(Rule::StaticAssert))
    return decls.push_back(staticAssert(first));
  if (first->is(Rule::Alias))
    return decls.push_back(alias(first));
  Specifiers specs = specifiers(first);
  const Node *declaratorNode = first->next;
  if (declaratorNode->is(Tok::SEMI))
    return standalone(specs, range(node), decls);
  if (declaratorNode->next->is(Rule::FunctionRest))
    return functionDecl(specs, declaratorNode, declaratorNode->next, range(node), decls);
  declarators(declaratorNode, specs, true, range(node), decls);
}

// `struct S { ... };`, `struct S;`, `enum { A, B };`
void Builder::standalone(const Specifiers &specs, diag::Range where, Decls &decls) {
  if (specs.definition)
    return decls.push_back(specs.definition);
  engine_.report(diag::Id::SyntaxError, where, "this declaration declares nothing");
}

void Builder::declaration(const Node *node, Decls &decls) {
  Specifiers specs = specifiers(node->child);
  if (node->child->next->is(Tok::SEMI))
    return standalone(specs, range(node), decls);
  declarators(node->child->next, specs, false, range(node), decls);
}

// `first` and its siblings are InitDeclarators, or a declarator and its initialiser, with commas between.
void Builder::declarators(const Node *first, const Specifiers &specs, bool isFileScope, diag::Range where,
                          Decls &decls) {
  for (const Node *child = first; child; child = child->next) {
    if (child->is(Rule::InitDeclarator)) {
      initDeclarator(child->child, child->child->next, specs, isFileScope, where, decls);
    } else if (child->is(Rule::NamedDeclarator)) {
      bool hasInit = child->next && child->next->is(Rule::FileInitializer);
      initDeclarator(child, hasInit ? child->next : nullptr, specs, isFileScope, where, decls);
    }
  }
}

Memory Builder::memoryOf(const Specifiers &specs) const {
  if (specs.isShared)
    return specs.isExtern ? Memory::DynamicShared : Memory::Shared;
  if (specs.isConstant)
    return Memory::Constant;
  return specs.isDevice ? Memory::Device : Memory::Private;
}

void Builder::initDeclarator(const Node *declaratorNode, const Node *initializer, const Specifiers &specs,
                             bool isFileScope, diag::Range where, Decls &decls) {
  Declarator parts = declarator(declaratorNode);
  TypeSyntax syntax = specs.type;
  syntax.chunks = parts.chunks;
  diag::Range declRange{where.begin, initializer ? range(initializer).end : parts.range.end};
  if (specs.isTypedef) {
    auto *decl = make<TypedefDecl>(declRange);
    decl->name = parts.name;
    decl->nameLocation = parts.nameLocation;
    decl->syntax = syntax;
    if (initializer)
      engine_.report(diag::Id::SyntaxError, range(initializer), "a `typedef` cannot have an initialiser");
    return decls.push_back(decl);
  }
  auto *decl = make<VarDecl>(declRange);
  decl->name = parts.name;
  decl->nameLocation = parts.nameLocation;
  decl->syntax = syntax;
  decl->memory = memoryOf(specs);
  decl->isExtern = specs.isExtern;
  decl->isStatic = specs.isStatic;
  decl->isConstexpr = specs.isConstexpr;
  decl->syntax.isConst |= specs.isConstexpr && parts.chunks.empty();
  decl->isFileScope = isFileScope;
  decl->alignmentExpr = parts.alignment ? parts.alignment : specs.alignment;
  decl->init = initializer ? initializerOf(initializer) : nullptr;
  decls.push_back(decl);
}

Expr *Builder::initializerOf(const Node *part) {
  const Node *first = part->child;
  if (first->is(Tok::ASSIGN))
    return expression(first->next);
  if (first->is(Rule::InitializerList))
    return initializerList(first);
  std::vector<Expr *> args = arguments(first->next); // `int x(5)`
  return args.size() == 1 ? args[0] : listOf(std::move(args), range(part));
}

void Builder::functionDecl(const Specifiers &specs, const Node *declaratorNode, const Node *rest,
                           diag::Range where, Decls &decls) {
  Declarator parts = declarator(declaratorNode);
  auto *function = make<FunctionDecl>(where);
  function->name = parts.name;
  function->nameLocation = parts.nameLocation;
  function->syntax = specs.type;
  function->syntax.chunks = parts.chunks;
  function->isKernel = specs.isGlobal;
  function->isDevice = specs.isDevice;
  function->isHost = !specs.isDevice;
  function->isStatic = specs.isStatic;
  function->isInline = specs.isInline || specs.isConstexpr;
  function->forceInline = specs.forceInline;
  function->noInline = specs.noInline;
  function->contract = contract_;
  function->maxThreadsExpr = specs.maxThreads;
  function->minBlocksExpr = specs.minBlocks;
  if (specs.isTypedef)
    return unsupported(where, "function types are", "call the function by its name");
  if (specs.isShared || specs.isConstant)
    engine_.report(diag::Id::BadAttribute, range(declaratorNode),
                   "a function cannot be `__shared__` or `__constant__`");
  for (const Node *child = rest->child; child; child = child->next) {
    if (child->is(Rule::Parameters)) {
      functionParams(child, *function);
    } else if (child->is(Rule::Compound)) {
      function->body = compound(child);
    } else if (child->is(Rule::Attribute)) {
      Specifiers attributes;
      attribute(child, attributes);
      function->forceInline |= attributes.forceInline;
      function->noInline |= attributes.noInline;
      if (attributes.maxThreads) {
        function->maxThreadsExpr = attributes.maxThreads;
        function->minBlocksExpr = attributes.minBlocks;
      }
    }
  }
  decls.push_back(function);
}

void Builder::functionParams(const Node *node, FunctionDecl &function) {
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Tok::ELLIPSIS))
      unsupported(range(child), "variadic functions are", "give the function a fixed list of parameters");
    if (!child->is(Rule::Parameter))
      continue;
    Specifiers specs = specifiers(child->child);
    const Node *declaratorNode = child->child->next;
    Declarator parts = declarator(declaratorNode);
    bool isVoid = specs.type.base == TypeSyntax::Base::Builtin && specs.type.builtin == BuiltinKind::Void;
    if (isVoid && parts.chunks.empty() && parts.name.empty() && !node->child->next)
      return; // `f(void)`
    auto *param = make<ParamDecl>(range(child));
    param->name = parts.name;
    param->nameLocation = parts.nameLocation;
    param->syntax = specs.type;
    param->syntax.chunks = parts.chunks;
    function.params.push_back(param);
    if (declaratorNode->next)
      unsupported(range(child), "default arguments are", "pass the argument at each call");
  }
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

Decl *Builder::alias(const Node *node) {
  auto *decl = make<TypedefDecl>(range(node));
  const Node *name = node->child->next;
  decl->name = terminal(name).text();
  decl->nameLocation = terminal(name).source->location;
  decl->syntax = typeName(name->next->next);
  return decl;
}

} // namespace hd::syntax
