#include "frontend/sema/lifetimes.h"

#include "llvm/Support/SaveAndRestore.h"

namespace hd::sema {

// Arguments passed by value end with the function, a kernel's with the launch.
void Lifetimes::insertInto(FunctionDecl *function) {
  std::vector<Stmt *> &body = function->body->body;
  for (ParamDecl *param : function->params)
    if (!function->isKernel && !param->isReference && checker_.hasDestructor(param->type)) {
      VarDecl *copy = hidden(param->type.unqualified(), nullptr, param->range);
      parameters_[copy] = param;
      live_.push_back(copy);
    }
  block(body);
  if (!live_.empty() && !isExit(body))
    end(0, body, function->range);
}

bool Lifetimes::isExit(const std::vector<Stmt *> &body) {
  if (body.empty())
    return false;
  Stmt *last = body.back();
  if (auto *inner = dyn_cast<CompoundStmt>(last))
    return isExit(inner->body);
  return isa<ReturnStmt, BreakStmt, ContinueStmt>(last);
}

void Lifetimes::block(std::vector<Stmt *> &body) {
  size_t outer = live_.size();
  std::vector<Stmt *> result;
  for (Stmt *each : body) {
    if (auto *decls = dyn_cast<DeclStmt>(each))
      declarations(decls, result);
    else
      result.push_back(statement(each));
  }
  if (live_.size() > outer && !isExit(result))
    end(outer, result, result.back()->range);
  live_.resize(outer);
  body = std::move(result);
}

Stmt *Lifetimes::compound(std::vector<Stmt *> body, Range where) {
  auto *stmt = checker_.unit_.make<CompoundStmt>();
  stmt->body = std::move(body);
  stmt->range = where;
  return stmt;
}

VarDecl *Lifetimes::hidden(QualType type, Expr *init, Range where) {
  auto *variable = checker_.unit_.make<VarDecl>();
  variable->name = fmt::format("(object {})", checker_.hiddenNames_++);
  variable->range = where;
  variable->nameLocation = where.begin;
  variable->type = variable->declared = type;
  variable->init = init;
  checker_.owners_[variable] = checker_.function_.decl;
  return variable;
}

void Lifetimes::end(size_t first, std::vector<Stmt *> &out, Range where) {
  for (VarDecl *object : llvm::reverse(llvm::ArrayRef(live_).drop_front(first))) {
    auto param = parameters_.find(object);
    ValueDecl *decl = param == parameters_.end() ? static_cast<ValueDecl *>(object) : param->second;
    checker_.destroy(checker_.nameOf(decl, where), out, where);
  }
}

// What a reference is bound to lives as long as the reference.
static bool isBoundToTemporary(const VarDecl *variable) {
  const Expr *init = variable->init;
  while (auto *conversion = dyn_cast_or_null<ImplicitCastExpr>(init))
    init = conversion->operand;
  auto *address = dyn_cast_or_null<UnaryExpr>(init);
  return variable->isReference && address && address->op == UnaryOp::AddressOf;
}

void Lifetimes::declarations(DeclStmt *stmt, std::vector<Stmt *> &out) {
  for (Decl *decl : stmt->decls) {
    DeclStmt *own = checker_.declStmt({decl}, stmt->range);
    out.push_back(own);
    auto *variable = dyn_cast<VarDecl>(decl);
    if (!variable || variable->memory != Memory::Private || !variable->type)
      continue;
    size_t outer = live_.size();
    if (variable->init)
      temporaries(variable->init, true);
    if (!isBoundToTemporary(variable)) {
      if (live_.size() > outer)
        end(outer, out, stmt->range);
      live_.resize(outer);
    }
    if (!variable->isReference && checker_.hasDestructor(variable->type))
      live_.push_back(variable);
  }
}

Stmt *Lifetimes::statement(Stmt *stmt) {
  switch (stmt->kind()) {
  case Stmt::Kind::Compound:
    block(cast<CompoundStmt>(stmt)->body);
    return stmt;
  case Stmt::Kind::Expr: {
    auto *written = cast<ExprStmt>(stmt);
    size_t outer = live_.size();
    bool isObject =
        written->expr->category == Category::RValue && checker_.hasDestructor(written->expr->type);
    temporaries(written->expr, true);
    if (isObject) // made and thrown away
      written->expr = keep(written->expr);
    if (live_.size() == outer)
      return stmt;
    std::vector<Stmt *> both = {stmt};
    end(outer, both, stmt->range);
    live_.resize(outer);
    return compound(std::move(both), stmt->range);
  }
  case Stmt::Kind::If:
    return ifStatement(cast<IfStmt>(stmt));
  case Stmt::Kind::While: {
    auto *loop = cast<WhileStmt>(stmt);
    noTemporaries(loop->condition);
    loop->body = inLoop(loop->body);
    return stmt;
  }
  case Stmt::Kind::Do: {
    auto *loop = cast<DoStmt>(stmt);
    noTemporaries(loop->condition);
    loop->body = inLoop(loop->body);
    return stmt;
  }
  case Stmt::Kind::For:
    return forStatement(cast<ForStmt>(stmt));
  case Stmt::Kind::Switch: {
    auto *choice = cast<SwitchStmt>(stmt);
    noTemporaries(choice->condition);
    llvm::SaveAndRestore breakTo(breakTo_, live_.size());
    block(choice->body->body);
    return stmt;
  }
  case Stmt::Kind::Break:
    return exitStatement(stmt, breakTo_);
  case Stmt::Kind::Continue:
    return exitStatement(stmt, continueTo_);
  case Stmt::Kind::Return:
    return returnStatement(cast<ReturnStmt>(stmt));
  case Stmt::Kind::Decl: { // the only statement of a branch
    std::vector<Stmt *> body = {stmt};
    block(body);
    return compound(std::move(body), stmt->range);
  }
  case Stmt::Kind::Case:
  case Stmt::Kind::Null:
  case Stmt::Kind::RangeFor: // lowered before
    return stmt;
  }
  llvm_unreachable("all kinds are handled");
}

Stmt *Lifetimes::inLoop(Stmt *body) {
  llvm::SaveAndRestore breakTo(breakTo_, live_.size()), continueTo(continueTo_, live_.size());
  return statement(body);
}

// `if (S(1).ok())`: the condition's temporaries end before the branch begins.
Stmt *Lifetimes::ifStatement(IfStmt *stmt) {
  size_t outer = live_.size();
  temporaries(stmt->condition, true);
  std::vector<Stmt *> both;
  if (live_.size() > outer) {
    VarDecl *condition = hidden(stmt->condition->type.unqualified(), stmt->condition, stmt->range);
    both.push_back(checker_.declStmt({condition}, stmt->range));
    end(outer, both, stmt->range);
    live_.resize(outer);
    stmt->condition =
        checker_.addCast(checker_.nameOf(condition, stmt->range), CastKind::LValueToRValue, condition->type);
  }
  stmt->thenStmt = statement(stmt->thenStmt);
  if (stmt->elseStmt)
    stmt->elseStmt = statement(stmt->elseStmt);
  if (both.empty())
    return stmt;
  both.push_back(stmt);
  return compound(std::move(both), stmt->range);
}

Stmt *Lifetimes::forStatement(ForStmt *stmt) {
  size_t outer = live_.size(), declared = 0;
  std::vector<Stmt *> before;
  if (auto *decls = dyn_cast_or_null<DeclStmt>(stmt->init)) {
    declarations(decls, before);
    declared = decls->decls.size();
  }
  if (stmt->condition)
    noTemporaries(stmt->condition);
  if (stmt->increment)
    noTemporaries(stmt->increment);
  bool hasObjects = live_.size() > outer || before.size() > declared;
  stmt->body = inLoop(stmt->body);
  if (!hasObjects)
    return stmt;
  stmt->init = nullptr;
  before.push_back(stmt);
  end(outer, before, stmt->range);
  live_.resize(outer);
  return compound(std::move(before), stmt->range);
}

Stmt *Lifetimes::exitStatement(Stmt *stmt, size_t first) {
  if (live_.size() == first)
    return stmt;
  std::vector<Stmt *> body;
  end(first, body, stmt->range);
  body.push_back(stmt);
  return compound(std::move(body), stmt->range);
}

// The value is made before the objects end.
Stmt *Lifetimes::returnStatement(ReturnStmt *stmt) {
  size_t outer = live_.size();
  if (stmt->value)
    temporaries(stmt->value, true);
  Stmt *result = stmt;
  if (!live_.empty() && stmt->value && !stmt->value->type->isVoid()) {
    VarDecl *value = hidden(stmt->value->type.unqualified(), stmt->value, stmt->range);
    std::vector<Stmt *> body = {checker_.declStmt({value}, stmt->range)};
    end(0, body, stmt->range);
    stmt->value =
        checker_.addCast(checker_.nameOf(value, stmt->range), CastKind::LValueToRValue, value->type);
    body.push_back(stmt);
    result = compound(std::move(body), stmt->range);
  } else if (!live_.empty()) {
    std::vector<Stmt *> body;
    if (stmt->value) { // `return f();` of nothing
      auto *call = checker_.unit_.make<ExprStmt>();
      call->range = stmt->range;
      call->expr = std::exchange(stmt->value, nullptr);
      body.push_back(call);
    }
    end(0, body, stmt->range);
    body.push_back(stmt);
    result = compound(std::move(body), stmt->range);
  }
  live_.resize(outer);
  return result;
}

// --- temporaries

// The value's memory becomes that of a variable, which ends with the statement.
Expr *Lifetimes::keep(Expr *value) {
  auto *place = dyn_cast<TemporaryExpr>(value);
  if (!place)
    place = cast<TemporaryExpr>(checker_.temporary(value));
  place->variable = hidden(place->type, nullptr, place->range);
  place->variable->addressTaken = true;
  live_.push_back(place->variable);
  return place;
}

// Inner ones are made first. `isAlways`: the expression is evaluated whenever the statement is.
void Lifetimes::temporaries(Expr *&expr, bool isAlways) {
  if (!expr)
    return;
  auto inner = [&](Expr *&operand) { temporaries(operand, isAlways); };
  auto all = [&](std::vector<Expr *> &exprs) { llvm::for_each(exprs, inner); };
  if (auto *unary = dyn_cast<UnaryExpr>(expr)) {
    inner(unary->operand);
  } else if (auto *binary = dyn_cast<BinaryExpr>(expr)) {
    inner(binary->lhs);
    bool isLogical = binary->op == BinaryOp::LogicalAnd || binary->op == BinaryOp::LogicalOr;
    temporaries(binary->rhs, isAlways && !isLogical);
  } else if (auto *assign = dyn_cast<AssignExpr>(expr)) {
    inner(assign->lhs);
    inner(assign->rhs);
  } else if (auto *conditional = dyn_cast<ConditionalExpr>(expr)) {
    inner(conditional->condition);
    temporaries(conditional->thenExpr, false);
    temporaries(conditional->elseExpr, false);
  } else if (auto *call = dyn_cast<CallExpr>(expr)) {
    all(call->args);
  } else if (auto *subscript = dyn_cast<SubscriptExpr>(expr)) {
    inner(subscript->base);
    inner(subscript->index);
  } else if (auto *member = dyn_cast<MemberExpr>(expr)) {
    inner(member->base);
    if (member->base->category == Category::RValue && !member->isArrow &&
        checker_.hasDestructor(member->base->type))
      member->base = kept(member->base, isAlways);
  } else if (auto *written = dyn_cast<CastExpr>(expr)) {
    inner(written->operand);
  } else if (auto *conversion = dyn_cast<ImplicitCastExpr>(expr)) {
    inner(conversion->operand);
  } else if (auto *paren = dyn_cast<ParenExpr>(expr)) {
    inner(paren->operand);
  } else if (auto *list = dyn_cast<InitListExpr>(expr)) {
    all(list->inits);
  } else if (auto *made = dyn_cast<ConstructExpr>(expr)) {
    all(made->args);
  } else if (auto *temporary = dyn_cast<TemporaryExpr>(expr)) {
    inner(temporary->operand);
    if (!temporary->variable && checker_.hasDestructor(temporary->type))
      expr = kept(temporary, isAlways);
  }
}

Expr *Lifetimes::kept(Expr *value, bool isAlways) {
  if (isAlways)
    return keep(value);
  checker_.report(Id::UnsupportedFeature, value->range,
                  "a temporary with a destructor in a part that is not always evaluated is",
                  "make it a variable before the statement");
  return value;
}

// Of the condition of a loop, which is evaluated again and again.
void Lifetimes::noTemporaries(Expr *expr) {
  size_t outer = live_.size();
  temporaries(expr, false);
  live_.resize(outer);
}

} // namespace hd::sema
