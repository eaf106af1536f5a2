// What cannot be lowered is a diagnostic and no module. Sema lets nothing of the kind through, so the program
// is made by hand.
#include "tests/frontend/irgen/irgen_test.h"

namespace hd::irgen::test {

TEST(IrgenFailure, InitialValueThatIsNoConstant) {
  ast::TranslationUnit unit;
  auto *other = unit.make<ast::VarDecl>(), *var = unit.make<ast::VarDecl>();
  auto *name = unit.make<ast::NameExpr>();
  other->name = "other";
  var->name = "x";
  other->type = var->type = name->type = unit.types.builtin(ast::BuiltinKind::Int);
  other->memory = var->memory = ast::Memory::Device;
  other->isFileScope = var->isFileScope = true;
  name->decl = other;
  var->init = name;
  sema::Program program{&unit, {}, {}, {other, var}};

  mlir::MLIRContext context;
  diag::SourceManager sources;
  diag::Engine engine;
  EXPECT_FALSE(generate(context, program, sources, engine));
  ASSERT_EQ(engine.all().size(), 1u);
  EXPECT_STREQ(diag::stableIdOf(engine.all()[0].id), "cannot-lower");
  EXPECT_EQ(engine.all()[0].message, "the initial value of `x` cannot be compiled; make it a constant");
}

} // namespace hd::irgen::test
