// How declarations, statements and expressions of C++ are printed.
#include "frontend/ast/dump/dump.h"

#include <gtest/gtest.h>

namespace hd::ast {
namespace {

struct Dump : testing::Test {
  TranslationUnit unit;

  template <typename Node> Node *named(const std::string &name) {
    auto *node = unit.make<Node>();
    node->name = name;
    return node;
  }
  Expr *name(const std::string &text) { return named<NameExpr>(text); }
  Expr *integer(uint64_t value) {
    auto *literal = unit.make<IntLiteral>();
    literal->value = value;
    return literal;
  }
  TypeSyntax type(const std::string &text) {
    TypeSyntax syntax;
    syntax.base = TypeSyntax::Base::Named;
    syntax.name = text;
    return syntax;
  }
  TemplateArgSyntax argument(const TypeSyntax &syntax, bool isExpansion = false) {
    auto *owned = unit.make<TypeSyntax>();
    *owned = syntax;
    TemplateArgSyntax arg;
    arg.type = owned;
    arg.isExpansion = isExpansion;
    return arg;
  }
  TemplateArgSyntax argument(Expr *expr) {
    TemplateArgSyntax arg;
    arg.expr = expr;
    return arg;
  }
  Qualifier in(const std::string &scope, std::vector<TemplateArgSyntax> args = {}) {
    return {false, {{scope, !args.empty(), std::move(args), {}}}};
  }
  ParamDecl *param(const std::string &name, const TypeSyntax &syntax) {
    auto *node = named<ParamDecl>(name);
    node->syntax = syntax;
    return node;
  }
  std::string of(Decl *decl) { return dump(std::vector<Decl *>{decl}); }
};

TEST_F(Dump, typesWithArgumentsReferencesAndFunctions) {
  TypeSyntax syntax = type("pair");
  syntax.qualifier = in("std");
  syntax.hasArgs = true;
  auto *sum = unit.make<BinaryExpr>();
  sum->lhs = name("N");
  sum->rhs = integer(1);
  syntax.args = {argument(type("Ts"), true), argument(sum)};
  DeclaratorChunk chunk;
  chunk.kind = DeclaratorChunk::Kind::Reference;
  chunk.isRValue = true;
  syntax.chunks = {chunk};
  EXPECT_EQ(dump(syntax), "std::pair<Ts..., N + 1> &&");

  DeclaratorChunk function, pointer;
  function.kind = DeclaratorChunk::Kind::Function;
  function.params = {param("a", TypeSyntax()), param("b", type("T"))};
  TypeSyntax callback;
  callback.chunks = {function, pointer};
  EXPECT_EQ(dump(callback), "int (int, T) *");

  TypeSyntax ofName;
  ofName.base = TypeSyntax::Base::Decltype;
  EXPECT_EQ(dump(ofName), "decltype(auto)");
  ofName.decltypeOf = name("x");
  EXPECT_EQ(dump(ofName), "decltype(x)");
}

TEST_F(Dump, templates) {
  auto *outer = named<TemplateDecl>("f");
  auto *value = named<TemplateParamDecl>("N"), *pack = named<TemplateParamDecl>("Ts"),
       *unnamed = unit.make<TemplateParamDecl>();
  value->form = TemplateParamDecl::Form::Value;
  value->defaultArg = argument(integer(4));
  pack->isPack = true;
  unnamed->form = TemplateParamDecl::Form::Template;
  outer->params = {value, pack, unnamed};
  auto *function = named<FunctionDecl>("f");
  function->isDevice = true;
  function->syntax.builtin = BuiltinKind::Void;
  auto *args = param("args", type("Ts"));
  args->isPack = true;
  auto *last = param("last", TypeSyntax());
  last->defaultArg = integer(2);
  function->params = {args, last};
  outer->pattern = function;
  EXPECT_EQ(of(outer), "TemplateDecl f\n"
                       "  TemplateParamDecl N 'int' = 4\n"
                       "  TemplateParamDecl Ts typename pack\n"
                       "  TemplateParamDecl template\n"
                       "  FunctionDecl f 'void' device\n"
                       "    ParamDecl args 'Ts' pack\n"
                       "    ParamDecl last 'int'\n"
                       "      IntLiteral int 2\n");

  auto *instance = unit.make<InstantiationDecl>();
  auto *kernel = named<FunctionDecl>("g");
  kernel->isKernel = kernel->hasArgs = true;
  kernel->args = {argument(TypeSyntax()), argument(integer(256))};
  instance->pattern = kernel;
  EXPECT_EQ(of(instance), "InstantiationDecl\n  FunctionDecl g<int, 256> 'int' kernel\n");
}

TEST_F(Dump, namespacesAndUsing) {
  auto *space = named<NamespaceDecl>("N");
  space->isInline = true;
  auto *alias = named<NamespaceAliasDecl>("cg");
  alias->target = {true, {{"a", false, {}, {}}, {"b", false, {}, {}}}};
  auto *directive = unit.make<UsingDirectiveDecl>();
  directive->target = in("std");
  auto *use = named<UsingDecl>("min");
  use->target = in("std");
  space->decls = {alias, directive, use, unit.make<NamespaceDecl>()};
  EXPECT_EQ(of(space), "NamespaceDecl N inline\n"
                       "  NamespaceAliasDecl cg ::a::b\n"
                       "  UsingDirectiveDecl std\n"
                       "  UsingDecl std::min\n"
                       "  NamespaceDecl\n");
}

TEST_F(Dump, classesWithBasesAndMembersInOrder) {
  auto *record = named<RecordDecl>("S");
  record->hasArgs = record->isComplete = true;
  record->args = {argument(type("T"))};
  record->qualifier = in("N");
  record->bases = {{type("A"), true, false, {}}, {type("Bs"), false, true, {}}};
  auto *method = named<FunctionDecl>("S");
  method->form = FunctionDecl::Form::Constructor;
  method->isDevice = method->isMember = method->isExplicit = true;
  method->memberInits = {{type("x"), {integer(1)}, true, false, {}}};
  method->body = unit.make<CompoundStmt>();
  auto *field = named<FieldDecl>("x");
  field->bitWidth = integer(3);
  field->init = integer(5);
  auto *count = named<VarDecl>("count");
  count->isStatic = count->isMember = true;
  record->members = {method, field, count};
  record->fields = {field};
  EXPECT_EQ(of(record), "RecordDecl struct N::S<T>\n"
                        "  Base 'A' virtual\n"
                        "  Base 'Bs' pack\n"
                        "  FunctionDecl S 'int' device constructor member explicit\n"
                        "    MemberInit x braced\n"
                        "      IntLiteral int 1\n"
                        "    CompoundStmt\n"
                        "  FieldDecl x 'int' bit-field\n"
                        "    IntLiteral int 3\n"
                        "    IntLiteral int 5\n"
                        "  VarDecl count 'int' static member\n");
}

TEST_F(Dump, fieldsThatSemaMadeComeFirst) {
  auto *record = named<RecordDecl>("S");
  record->isComplete = true;
  auto *base = unit.make<FieldDecl>(), *own = named<FieldDecl>("x");
  base->isBase = true;
  base->type = unit.types.builtin(BuiltinKind::Float);
  own->type = unit.types.pointerTo(base->type);
  own->isReference = true;
  record->members = {own};
  record->fields = {base, own};
  EXPECT_EQ(of(record), "RecordDecl struct S\n  FieldDecl 'float' base\n  FieldDecl x 'float *' reference\n");
}

TEST_F(Dump, statements) {
  auto *choice = unit.make<IfStmt>();
  choice->isConstexpr = true;
  choice->init = unit.make<NullStmt>();
  choice->conditionVar = named<VarDecl>("x");
  choice->conditionVar->init = name("y");
  choice->thenStmt = unit.make<BreakStmt>();
  EXPECT_EQ(dump(choice), "IfStmt constexpr init\n"
                          "  NullStmt\n"
                          "  VarDecl x 'int'\n"
                          "    Name y\n"
                          "  BreakStmt\n");

  auto *loop = unit.make<RangeForStmt>();
  loop->unroll.kind = UnrollHint::Kind::Full;
  loop->variable = unit.make<VarDecl>();
  loop->variable->syntax.base = TypeSyntax::Base::Auto;
  loop->variable->bindings = {{"a", false, {}, {}}, {"b", false, {}, {}}};
  loop->range = name("all");
  loop->body = unit.make<NullStmt>();
  EXPECT_EQ(dump(loop), "RangeForStmt unroll\n"
                        "  VarDecl [a, b] 'auto'\n"
                        "  Name all\n"
                        "  NullStmt\n");
}

TEST_F(Dump, namesWithQualifiersAndArguments) {
  auto *use = named<NameExpr>("value");
  use->qualifier = in("S", {argument(TypeSyntax())});
  use->hasArgs = true;
  EXPECT_EQ(dump(use), "Name S<int>::value<>\n");
  auto *member = named<MemberExpr>("get");
  member->base = unit.make<ThisExpr>();
  member->isArrow = member->hasArgs = true;
  member->qualifier = in("B");
  member->args = {argument(integer(1))};
  EXPECT_EQ(dump(member), "Member ->B::get<1>\n  This\n");
}

TEST_F(Dump, objectsAndLists) {
  auto *construct = unit.make<ConstructExpr>();
  construct->target = type("S");
  construct->isBraced = true;
  construct->args = {integer(1)};
  auto *temporary = unit.make<TemporaryExpr>();
  temporary->operand = construct;
  EXPECT_EQ(dump(temporary), "Temporary\n  Construct <S> braced\n    IntLiteral int 1\n");
  auto *list = unit.make<InitListExpr>();
  list->inits = {integer(1), integer(2)};
  list->designators = {"", "y"};
  EXPECT_EQ(dump(list), "InitList\n  IntLiteral int 1\n  Designator .y\n    IntLiteral int 2\n");
}

TEST_F(Dump, lambdas) {
  auto *lambda = unit.make<LambdaExpr>();
  lambda->captureDefault = LambdaExpr::Default::Copy;
  lambda->isMutable = true;
  lambda->captures = {{"x", true, nullptr, false, {}}, {"n", false, integer(1), true, {}}};
  lambda->templateParams = {named<TemplateParamDecl>("T")};
  lambda->callOperator = named<FunctionDecl>("operator()");
  lambda->callOperator->form = FunctionDecl::Form::Operator;
  lambda->callOperator->syntax.base = TypeSyntax::Base::Auto;
  EXPECT_EQ(dump(lambda), "Lambda = mutable\n"
                          "  Capture &x\n"
                          "  Capture n pack\n"
                          "    IntLiteral int 1\n"
                          "  TemplateParamDecl T typename\n"
                          "  FunctionDecl operator() 'auto' device operator\n");
}

TEST_F(Dump, packs) {
  auto *fold = unit.make<FoldExpr>();
  fold->op = BinaryOp::Add;
  fold->rhs = name("args");
  auto *expansion = unit.make<PackExpansionExpr>();
  expansion->pattern = named<SizeOfPackExpr>("Ts");
  auto *call = unit.make<CallExpr>();
  call->callee = name("f");
  call->args = {fold, expansion};
  EXPECT_EQ(dump(call), "Call\n"
                        "  Name f\n"
                        "  Fold +\n"
                        "    null\n"
                        "    Name args\n"
                        "  PackExpansion\n"
                        "    SizeOfPack Ts\n");
  fold->isAssign = true;
  EXPECT_EQ(dump(fold), "Fold +=\n  null\n  Name args\n");
}

TEST_F(Dump, requests) {
  auto *kernel = named<NameExpr>("k");
  kernel->hasArgs = true;
  kernel->args = {argument(type("float"))};
  unit.requests = {{kernel}};
  EXPECT_EQ(dump(unit), "Request\n  Name k<float>\n");
}

} // namespace
} // namespace hd::ast
