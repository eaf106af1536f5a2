// Functions: what a declarator and its specifiers make of one, parameters, member initialisers.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

FunctionDecl *Builder::functionDecl(const Declarator &parts, Specifiers specs, const Place &place,
                                    diag::Range where, Decls &decls) {
  auto *function = make<FunctionDecl>(where);
  const Specifiers &more = parts.attributes; // attributes behind the name
  function->name = parts.name.name;
  function->nameLocation = parts.nameLocation;
  function->qualifier = parts.qualifier;
  function->hasArgs = parts.name.hasArgs;
  function->args = parts.name.args;
  function->form = parts.form;
  function->syntax = parts.form == FunctionDecl::Form::Conversion ? parts.conversion : specs.type;
  if (parts.form != FunctionDecl::Form::Conversion)
    function->syntax.chunks = parts.chunks;
  bool isClassName = place.record ? function->name == place.record->name
                                  : !function->qualifier.segments.empty() &&
                                        function->qualifier.segments.back().name == function->name;
  if (!specs.hasType && isClassName)
    function->form = FunctionDecl::Form::Constructor;
  bool needsType =
      function->form == FunctionDecl::Form::Plain || function->form == FunctionDecl::Form::Operator;
  if (!specs.hasType && needsType)
    engine_.report(diag::Id::SyntaxError, parts.range,
                   fmt::format("the function `{}` needs a result type", function->name));
  if (needsType == false && function->form != FunctionDecl::Form::Conversion)
    function->syntax.builtin = BuiltinKind::Void;
  function->isFriend = place.record && specs.isFriend;
  function->isMember = place.record && !specs.isFriend;
  function->isStaticMember = function->isMember && specs.isStatic;
  function->isVirtual = specs.isVirtual;
  function->isExplicit = specs.isExplicit;
  function->isConstexpr = specs.isConstexpr;
  function->isKernel = specs.isGlobal || more.isGlobal;
  // nvcc's relaxed constexpr: such a function is the device's, too.
  function->isDevice = specs.isDevice || more.isDevice || specs.isConstexpr;
  function->isHost = !function->isDevice;
  function->isStatic = specs.isStatic && !function->isMember;
  function->isInline = specs.isInline || specs.isConstexpr;
  function->forceInline = specs.forceInline || more.forceInline;
  function->noInline = specs.noInline || more.noInline;
  function->contract = contract_;
  function->maxThreadsExpr = more.maxThreads ? more.maxThreads : specs.maxThreads;
  function->minBlocksExpr = more.maxThreads ? more.minBlocks : specs.minBlocks;
  if (specs.isShared || specs.isConstant)
    engine_.report(diag::Id::BadAttribute, parts.range,
                   "a function cannot be `__shared__` or `__constant__`");
  functionSuffix(parts.function, *function);
  decls.push_back(function);
  inventTemplate(*function, place, decls);
  return function;
}

// `(parameters) const noexcept -> result`
void Builder::functionSuffix(const Node *node, FunctionDecl &function) {
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::Parameters)) {
      function.params = parameters(child);
    } else if (child->is(Rule::FunctionQualifier)) {
      function.isConstMember |= child->child->is(Tok::CONST);
      function.isVirtual |= child->child->is(Tok::OVERRIDE) || child->child->is(Tok::FINAL);
      function.isConstexpr |= child->child->is(Tok::CONSTEXPR);
    } else if (child->is(Rule::SimpleType)) {
      function.syntax = simpleType(child);
      function.hasTrailingResult = true;
    }
  }
}

void Builder::finishFunction(const Node *rest, FunctionDecl &function) {
  if (rest->is(Rule::FunctionBody))
    function.body = compound(rest);
  else
    memberInits(rest, function);
}

std::vector<ParamDecl *> Builder::parameters(const Node *node) {
  std::vector<ParamDecl *> params;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Tok::ELLIPSIS))
      unsupported(range(child), "variadic functions are", "give the function a fixed list of parameters");
    if (child->is(Rule::Parameter))
      params.push_back(parameter(child));
  }
  if (params.size() == 1) { // `f(void)`
    const TypeSyntax &type = params[0]->syntax;
    bool isVoid = type.base == TypeSyntax::Base::Builtin && type.builtin == BuiltinKind::Void;
    if (isVoid && type.chunks.empty() && params[0]->name.empty())
      params.clear();
  }
  return params;
}

ParamDecl *Builder::parameter(const Node *node) {
  Specifiers specs = specifiers(node->child);
  const Node *declaratorNode = node->child->next;
  Declarator parts = declarator(declaratorNode);
  auto *param = make<ParamDecl>(range(node));
  param->name = parts.name.name;
  param->nameLocation = parts.nameLocation;
  param->syntax = specs.type;
  param->syntax.chunks = parts.chunks;
  if (parts.function) // `int f(int)` is a pointer to a function
    param->syntax.chunks.push_back(suffixChunk(parts.function));
  param->isPack = parts.isPack;
  if (declaratorNode->next)
    param->defaultArg = expression(node->lastChild);
  return param;
}

// `void f(auto x)` is `template <typename A> void f(A x)`; a lambda stays as it is.
void Builder::inventTemplate(FunctionDecl &function, const Place &place, Decls &decls) {
  TemplateDecl *owner = place.around;
  for (ParamDecl *param : function.params) {
    if (param->syntax.base != TypeSyntax::Base::Auto)
      continue;
    if (!owner) {
      owner = make<TemplateDecl>(function.range);
      owner->name = function.name;
      owner->nameLocation = function.nameLocation;
      owner->pattern = &function;
      decls.back() = owner;
    }
    auto *invented = make<TemplateParamDecl>(param->range);
    invented->name = fmt::format("auto:{}", owner->params.size() + 1);
    invented->nameLocation = param->nameLocation;
    invented->isPack = param->isPack;
    owner->params.push_back(invented);
    param->syntax.base = TypeSyntax::Base::Named;
    param->syntax.name = invented->name;
  }
}

void Builder::memberInits(const Node *node, FunctionDecl &function) {
  if (function.form != FunctionDecl::Form::Constructor)
    engine_.report(diag::Id::SyntaxError, range(node), "only a constructor initialises members");
  for (const Node *child = node->child; child; child = child->next) {
    if (!child->is(Rule::MemberInit))
      continue;
    MemberInit init;
    init.range = range(child);
    const Node *what = child->child->child;
    if (what->is(Rule::TypeRef)) {
      init.name = typeRef(what);
    } else {
      NameSegment last;
      init.name.base = TypeSyntax::Base::Named;
      init.name.range = range(what);
      takeName(what, init.name.qualifier, last);
      init.name.name = last.name;
      init.name.hasArgs = last.hasArgs;
      init.name.args = std::move(last.args);
    }
    const Node *value = child->child->next;
    init.isBraced = value->is(Rule::InitializerList);
    init.args = arguments(init.isBraced ? value : value->next);
    init.isExpansion = child->lastChild->is(Tok::ELLIPSIS);
    function.memberInits.push_back(std::move(init));
  }
}

void Builder::hostMember(const Node *node, RecordDecl &record) {
  auto *function = make<FunctionDecl>(range(node));
  NameSegment name = segment(node->child->next);
  function->name = name.name;
  function->nameLocation = name.range.begin;
  function->isHost = function->isMember = true;
  function->isVirtual = terminal(node->child).text() == "virtual"; // HOST_MEMBER is its first token
  function->form = name.name == record.name            ? FunctionDecl::Form::Constructor
                   : name.name.starts_with("operator") ? FunctionDecl::Form::Operator
                                                       : FunctionDecl::Form::Plain;
  record.members.push_back(function);
}

} // namespace hd::syntax
