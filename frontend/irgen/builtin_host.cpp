// What the host does for a kernel: printf, assert, trap; and the clock.
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

// `file:line: function: what`
static std::string withPlace(const diag::SourceManager &sources, diag::Location location,
                             const ast::FunctionDecl &function, llvm::StringRef what) {
  std::string file = location.valid() ? sources.path(location.file) : "";
  return file + ":" + std::to_string(location.line) + ": " + function.name + ": " + what.str();
}

// The source between two places of one line; of the first line when there are more.
static std::string sourceText(const diag::SourceManager &sources, const diag::Range &range) {
  if (!range.begin.valid())
    return "";
  llvm::StringRef line = sources.line(range.begin.file, range.begin.line);
  bool oneLine = range.end.file == range.begin.file && range.end.line == range.begin.line;
  size_t begin = range.begin.column - 1, end = oneLine ? range.end.column - 1 : line.size();
  return line.slice(begin, std::max(begin, end)).str();
}

// What stands between the parentheses of a call of `assert`.
static std::string assertionText(const diag::SourceManager &sources, const ast::CallExpr *expr) {
  std::string call = sourceText(sources, expr->range);
  llvm::StringRef text = call;
  if (text.consume_front("assert") && text.ltrim().starts_with("(") && text.ends_with(")"))
    return text.ltrim().drop_front().drop_back().trim().str();
  return sourceText(sources, expr->args[0]->range); // written by a macro
}

// Null for those without a result.
Value FunctionGen::genHostBuiltin(const ast::CallExpr *expr, Location loc) {
  switch (expr->builtin->id) {
  case ast::BuiltinId::Printf:
    return genPrintf(expr, loc);
  case ast::BuiltinId::Assert: {
    std::string text = "assertion `" + assertionText(module_.sources, expr) + "` failed";
    Value condition = genScalar(expr->args[0]);
    builder_.create<ir::AssertOp>(loc, condition,
                                  withPlace(module_.sources, expr->range.begin, function_, text));
    return {};
  }
  case ast::BuiltinId::Trap: { // sema's own say why
    std::string text =
        expr->args.empty() ? "`__trap` was called" : cast<ast::StringLiteral>(expr->args[0])->value;
    builder_.create<ir::TrapOp>(loc, withPlace(module_.sources, expr->range.begin, function_, text));
    return {};
  }
  case ast::BuiltinId::Clock:
    return builder_.create<ir::ClockOp>(loc);
  default:
    llvm_unreachable("no service of the host");
  }
}

// The string literal that an expression decays from.
static const ast::StringLiteral *literalOf(const ast::Expr *written) {
  const ast::Expr *expr = strip(written);
  while (auto *conversion = dyn_cast<ast::ImplicitCastExpr>(expr))
    expr = strip(conversion->operand);
  return dyn_cast<ast::StringLiteral>(expr);
}

Value FunctionGen::genPrintf(const ast::CallExpr *expr, Location loc) {
  const ast::StringLiteral *format = literalOf(expr->args.front());
  if (!format) {
    module_.engine.report(diag::Id::FormatNotLiteral, expr->args.front()->range);
    return constant(0, builder_.getI32Type(), loc);
  }
  Values args;
  Type i64 = builder_.getI64Type();
  for (const ast::Expr *arg : llvm::ArrayRef(expr->args).drop_front()) {
    Value value = genScalar(arg);
    if (isa<ir::PointerType>(value.getType()))
      value = toGeneric(value, loc);
    else if (value.getType().isF32())
      value = builder_.create<arith::ExtFOp>(loc, builder_.getF64Type(), value);
    else if (isa<IntegerType>(value.getType()) && value.getType() != i64)
      value = arg->type->isSignedInteger() ? builder_.create<arith::ExtSIOp>(loc, i64, value).getResult()
                                           : builder_.create<arith::ExtUIOp>(loc, i64, value).getResult();
    args.push_back(value);
  }
  builder_.create<ir::PrintfOp>(loc, builder_.getStringAttr(format->value), args);
  return constant(int64_t(args.size()), builder_.getI32Type(), loc); // as CUDA's: how many arguments
}

} // namespace hd::irgen
