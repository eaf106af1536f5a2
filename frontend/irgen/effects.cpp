#include "frontend/irgen/effects.h"

#include "frontend/irgen/walk.h"

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

namespace hd::irgen {

bool livesInMemory(const ast::ValueDecl *decl, Types &types) {
  if (auto *var = dyn_cast<ast::VarDecl>(decl)) {
    if (var->isBuiltin)
      return false;
    return var->memory != ast::Memory::Private || var->addressTaken || !types.splits(var->type.type);
  }
  if (auto *param = dyn_cast<ast::ParamDecl>(decl))
    return param->addressTaken || !types.splits(param->type.type);
  return true;
}

namespace {

constexpr unsigned kCheapCost = 10;

bool isPlainOperation(const ast::BinaryExpr *expr) {
  bool divides = expr->op == ast::BinaryOp::Div || expr->op == ast::BinaryOp::Rem;
  return !divides && expr->op != ast::BinaryOp::Comma;
}

// Cost of one node, or nothing when it is not cheap; `writes`: assignments to values are allowed.
std::optional<unsigned> cheapCost(const ast::Expr *expr, Types &types, bool writes) {
  switch (expr->kind()) {
  case ast::Expr::Kind::IntLiteral:
  case ast::Expr::Kind::FloatLiteral:
  case ast::Expr::Kind::BoolLiteral:
  case ast::Expr::Kind::NullPointer:
  case ast::Expr::Kind::Paren:
  case ast::Expr::Kind::Cast:
    return 0;
  case ast::Expr::Kind::Name: {
    auto *decl = cast<ast::NameExpr>(expr)->decl;
    return livesInMemory(decl, types) || decl->type.isVolatile ? std::nullopt : std::optional<unsigned>(0);
  }
  case ast::Expr::Kind::Unary:
    switch (cast<ast::UnaryExpr>(expr)->op) {
    case ast::UnaryOp::Plus:
    case ast::UnaryOp::Minus:
    case ast::UnaryOp::Not:
    case ast::UnaryOp::BitNot:
      return 1;
    case ast::UnaryOp::PreInc:
    case ast::UnaryOp::PreDec:
    case ast::UnaryOp::PostInc:
    case ast::UnaryOp::PostDec:
      return writes ? std::optional<unsigned>(1) : std::nullopt;
    case ast::UnaryOp::Deref:
    case ast::UnaryOp::AddressOf:
      return std::nullopt;
    }
    llvm_unreachable("all operators are handled");
  case ast::Expr::Kind::Binary:
    return isPlainOperation(cast<ast::BinaryExpr>(expr)) ? std::optional<unsigned>(1) : std::nullopt;
  case ast::Expr::Kind::Assign: {
    auto *assign = cast<ast::AssignExpr>(expr);
    bool divides = assign->op == ast::BinaryOp::Div || assign->op == ast::BinaryOp::Rem;
    return writes && !divides ? std::optional<unsigned>(1) : std::nullopt;
  }
  case ast::Expr::Kind::Conditional:
    return 2;
  case ast::Expr::Kind::Member:
    return cast<ast::MemberExpr>(expr)->isArrow ? std::nullopt : std::optional<unsigned>(0);
  case ast::Expr::Kind::ImplicitCast:
    return cast<ast::ImplicitCastExpr>(expr)->castKind == ast::CastKind::LValueToRValue ? 0 : 1;
  case ast::Expr::Kind::Call: {
    auto *call = cast<ast::CallExpr>(expr);
    return call->builtin && effectOf(call->builtin->id) == Effect::Cheap ? std::optional<unsigned>(1)
                                                                         : std::nullopt;
  }
  case ast::Expr::Kind::StringLiteral:
  case ast::Expr::Kind::Subscript:
  case ast::Expr::Kind::InitList:
  case ast::Expr::Kind::SizeOf:
  case ast::Expr::Kind::This:
  case ast::Expr::Kind::Construct:
  case ast::Expr::Kind::Temporary:
  case ast::Expr::Kind::Lambda:
  case ast::Expr::Kind::PackExpansion:
  case ast::Expr::Kind::SizeOfPack:
  case ast::Expr::Kind::Fold:
    return std::nullopt;
  }
  llvm_unreachable("all kinds are handled");
}

bool isCheapWithin(const ast::Expr *root, Types &types, bool writes) {
  unsigned cost = 0;
  bool cheap = true;
  walk(root, [&](const ast::Expr *expr) {
    std::optional<unsigned> own = cheap ? cheapCost(expr, types, writes) : std::nullopt;
    cheap = own && (cost += *own) <= kCheapCost;
  });
  return cheap;
}

bool writesMemory(const ast::Expr *target, Types &types) {
  const ast::Expr *expr = strip(target);
  while (auto *member = dyn_cast<ast::MemberExpr>(expr)) {
    if (member->isArrow)
      return true;
    expr = strip(member->base);
  }
  auto *name = dyn_cast<ast::NameExpr>(expr);
  return !name || livesInMemory(name->decl, types);
}

bool isQuietWithin(const ast::Stmt *root, Types &types, unsigned depth, bool inFunction);

// A function that only computes: what it declares and assigns lives in values, or is gone with the call.
bool isQuietCall(const ast::FunctionDecl *function, Types &types, unsigned depth) {
  constexpr unsigned kMaxDepth = 4;
  if (function->definition)
    function = function->definition;
  return depth < kMaxDepth && function->body && isQuietWithin(function->body, types, depth + 1, true);
}

bool isQuietNode(const ast::Expr *expr, Types &types, unsigned depth) {
  if (auto *call = dyn_cast<ast::CallExpr>(expr))
    return call->builtin ? effectOf(call->builtin->id) != Effect::Other
                         : isQuietCall(call->function, types, depth);
  if (isa<ast::ConstructExpr>(expr))
    return false;
  if (auto *assign = dyn_cast<ast::AssignExpr>(expr))
    return !writesMemory(assign->lhs, types);
  if (auto *unary = dyn_cast<ast::UnaryExpr>(expr))
    return !isStep(unary->op) || !writesMemory(unary->operand, types);
  if (auto *conversion = dyn_cast<ast::ImplicitCastExpr>(expr))
    return !conversion->operand->type.isVolatile;
  return true;
}

bool isQuietWithin(const ast::Stmt *root, Types &types, unsigned depth, bool inFunction) {
  bool quiet = true;
  auto onStmt = [&](const ast::Stmt *stmt) {
    switch (stmt->kind()) {
    case ast::Stmt::Kind::Decl:
      for (const ast::Decl *decl : cast<ast::DeclStmt>(stmt)->decls)
        if (auto *var = dyn_cast<ast::VarDecl>(decl))
          quiet = quiet && !livesInMemory(var, types);
      break;
    case ast::Stmt::Kind::Compound:
    case ast::Stmt::Kind::Expr:
    case ast::Stmt::Kind::If:
    case ast::Stmt::Kind::Null:
      break;
    case ast::Stmt::Kind::Return:
      quiet = quiet && inFunction;
      break;
    case ast::Stmt::Kind::While: // may not end, and is better not repeated as a condition
    case ast::Stmt::Kind::Do:
    case ast::Stmt::Kind::For:
    case ast::Stmt::Kind::Switch:
    case ast::Stmt::Kind::Case:
    case ast::Stmt::Kind::Break:
    case ast::Stmt::Kind::Continue:
    case ast::Stmt::Kind::RangeFor:
      quiet = false;
      break;
    }
  };
  walk(root, onStmt, [&](const ast::Expr *expr) { quiet = quiet && isQuietNode(expr, types, depth); });
  return quiet;
}

} // namespace

bool isCheap(const ast::Expr *expr, Types &types) { return isCheapWithin(expr, types, false); }

bool isCheapStep(const ast::Expr *expr, Types &types) {
  return isCheapWithin(expr, types, true) && isQuiet(expr, types);
}

bool isCheap(const ast::Stmt *stmt, Types &types) {
  if (auto *expression = dyn_cast<ast::ExprStmt>(stmt))
    return isCheapStep(expression->expr, types);
  if (auto *decls = dyn_cast<ast::DeclStmt>(stmt))
    return llvm::all_of(decls->decls, [&](const ast::Decl *decl) {
      auto *var = dyn_cast<ast::VarDecl>(decl);
      return !var || (!livesInMemory(var, types) && (!var->init || isCheap(var->init, types)));
    });
  return isa<ast::NullStmt>(stmt);
}

bool isQuiet(const ast::Expr *root, Types &types) {
  bool quiet = true;
  walk(root, [&](const ast::Expr *expr) { quiet = quiet && isQuietNode(expr, types, 0); });
  return quiet;
}

bool isQuiet(const ast::Stmt *root, Types &types) { return isQuietWithin(root, types, 0, false); }

} // namespace hd::irgen
