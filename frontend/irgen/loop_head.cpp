// `for (...; i < n; ...) { S; if (c) break; rest }` where S only computes: S and the test become part of the
// loop's condition, `i < n && !c`, and no flag is needed. An endless loop takes any S.
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

// Splits a leading exit off `body`. `guarded`: S runs only while an earlier condition holds.
bool FunctionGen::takeHead(const Sequence *&body, bool guarded, Head &head) {
  const Sequence *step = body;
  while (step) {
    const ast::Stmt *stmt = step->stmt;
    if (auto *compound = dyn_cast<ast::CompoundStmt>(stmt)) {
      step = step->next;
      for (const ast::Stmt *child : llvm::reverse(compound->body))
        step = sequence(child, step);
      continue;
    }
    Exits exits = exits_.of(stmt);
    if (!exits.any() && !exits.always) {
      if (guarded && !isQuiet(stmt, types_))
        return false;
      head.before.push_back(stmt);
      step = step->next;
      continue;
    }
    auto *exit = dyn_cast<ast::IfStmt>(stmt);
    if (!exit || exit->elseStmt || exits.continues || !exits_.of(exit->thenStmt).always ||
        constantCondition(exit->condition) || (guarded && !isQuiet(exit->condition, types_)))
      return false;
    head.exit = exit;
    body = step->next;
    return true;
  }
  return false;
}

static bool isBareBreak(const ast::Stmt *stmt) {
  while (auto *compound = dyn_cast<ast::CompoundStmt>(stmt)) {
    if (compound->body.size() != 1)
      return false;
    stmt = compound->body.front();
  }
  return isa<ast::BreakStmt>(stmt);
}

// Gives the statement's variables a value, so that they outlive the branch that declares them.
void FunctionGen::declareEarly(const ast::Stmt *stmt) {
  auto *decls = dyn_cast<ast::DeclStmt>(stmt);
  if (!decls)
    return;
  for (const ast::Decl *decl : decls->decls) {
    auto *var = dyn_cast<ast::VarDecl>(decl);
    if (var && !livesInMemory(var, types_) && !var->isStatic)
      store({var, 0, {}, var->type}, zero(var->type, module_.at(var->nameLocation)),
            module_.at(var->nameLocation));
  }
}

// Everything runs; what S assigned counts only while `keep` holds.
Value FunctionGen::genCheapHead(const Head &head, Value keep, Location loc) {
  size_t mark = environment_.mark();
  for (const ast::Stmt *stmt : head.before)
    genStmt(stmt);
  for (Slot slot : environment_.changedSince(mark)) {
    Block *block = builder_.getInsertionBlock();
    auto [now, old] = unify(environment_.get(slot), block, environment_.valueAt(mark, slot), block, loc);
    environment_.set(slot, builder_.create<arith::SelectOp>(loc, keep, now, old));
  }
  Value leaves = genScalar(head.exit->condition);
  return logicalAnd(keep, logicalNot(leaves, loc), loc);
}

Value FunctionGen::genHead(const Head &head, Value keep) {
  Location loc = module_.at(head.exit->range);
  bool bare = isBareBreak(head.exit->thenStmt);
  bool cheap = bare && isCheap(head.exit->condition, types_) &&
               llvm::all_of(head.before, [&](const ast::Stmt *stmt) { return isCheap(stmt, types_); });
  if (keep && cheap)
    return genCheapHead(head, keep, loc);
  auto run = [&]() -> Values {
    for (const ast::Stmt *stmt : head.before)
      genStmt(stmt);
    Value leaves = genScalar(head.exit->condition);
    if (!bare)
      branchStatements(loc, leaves, [&] { genSequence(sequence(head.exit->thenStmt, nullptr)); }, nullptr);
    return {logicalNot(leaves, loc)};
  };
  if (!keep)
    return run().front();
  llvm::for_each(head.before, [&](const ast::Stmt *stmt) { declareEarly(stmt); });
  return genBranches(loc, keep, run, [&]() -> Values { return {boolean(false, loc)}; }).front();
}

// The loop's condition: not left (`guard`, may be null), its own test, and no leading exit taken.
Value FunctionGen::genKeepGoing(const LoopParts &parts, Value guard, llvm::ArrayRef<Head> heads) {
  Value keep = guard;
  if (parts.condition) {
    Location loc = at(parts.condition);
    if (!keep || isCheap(parts.condition, types_))
      keep = logicalAnd(keep, genScalar(parts.condition), loc);
    else
      keep = genBranches(
                 loc, keep, [&]() -> Values { return {genScalar(parts.condition)}; },
                 [&]() -> Values { return {boolean(false, loc)}; })
                 .front();
  }
  for (const Head &head : heads)
    keep = genHead(head, keep);
  return keep;
}

} // namespace hd::irgen
