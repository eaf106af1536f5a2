// Statements. Control flow stays structured: a statement that may be left early (break, continue, return)
// decides where what follows it goes. When one side of an `if` always leaves, the rest of the sequence
// moves into the other side; otherwise flags say who left (flags.cpp), and the rest runs under their test.
// Hundreds of such statements in a row do not nest any deeper: the rest then runs step by step (genFlat).
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

const Sequence *FunctionGen::sequence(const ast::Stmt *stmt, const Sequence *next) {
  return stmt ? new (sequences_.Allocate()) Sequence{stmt, next} : next;
}

void FunctionGen::genSequence(const Sequence *sequence) {
  llvm::SaveAndRestore saveNesting(nesting_, nesting_ + 1);
  if (nesting_ > kMaxNesting)
    return genFlat(sequence);
  while (sequence) {
    const ast::Stmt *stmt = sequence->stmt;
    const Sequence *rest = sequence->next;
    if (auto *compound = dyn_cast<ast::CompoundStmt>(stmt)) {
      for (const ast::Stmt *child : llvm::reverse(compound->body))
        rest = this->sequence(child, rest);
      sequence = rest;
      continue;
    }
    Exits exits = exits_.of(stmt);
    if (auto *branch = dyn_cast<ast::IfStmt>(stmt); branch && !isLongChain(branch))
      if (exits_.of(branch->thenStmt).always || exits_.of(branch->elseStmt).always)
        return genIf(branch, rest);
    if (exits.always || !rest)
      return genStmt(stmt);
    if (!exits.any()) {
      genStmt(stmt);
      sequence = rest;
      continue;
    }
    activate(exits);
    genStmt(stmt);
    Location loc = module_.at(rest->stmt->range);
    return branchStatements(loc, noneRaised(flagsOf(exits), loc), [&] { genSequence(rest); }, nullptr);
  }
}

// Each run of statements up to one that may leave is under a test of its own.
void FunctionGen::genFlat(const Sequence *sequence) {
  SmallVector<const ast::Stmt *> steps;
  Exits all;
  while (sequence) {
    const ast::Stmt *stmt = sequence->stmt;
    sequence = sequence->next;
    if (auto *compound = dyn_cast<ast::CompoundStmt>(stmt)) {
      for (const ast::Stmt *child : llvm::reverse(compound->body))
        sequence = this->sequence(child, sequence);
      continue;
    }
    steps.push_back(stmt);
    all |= exits_.of(stmt);
    if (exits_.of(stmt).always)
      break;
    declareEarly(stmt);
  }
  if (steps.size() > 1)
    activate(all);
  for (size_t begin = 0, end = 0; begin < steps.size(); begin = end) {
    while (end < steps.size() && !exits_.of(steps[end++]).any()) {
    }
    Location loc = module_.at(steps[begin]->range);
    auto run = [&] { std::for_each(&steps[begin], &steps[0] + end, [&](auto *stmt) { genStmt(stmt); }); };
    if (Value alive = begin ? noneRaised(flagsOf(all), loc) : Value())
      branchStatements(loc, alive, run, nullptr);
    else
      run();
  }
}

void FunctionGen::genStmt(const ast::Stmt *stmt) {
  switch (stmt->kind()) {
  case ast::Stmt::Kind::Compound:
    return genSequence(sequence(stmt, nullptr));
  case ast::Stmt::Kind::Expr:
    return genDiscarded(cast<ast::ExprStmt>(stmt)->expr);
  case ast::Stmt::Kind::Decl:
    for (const ast::Decl *decl : cast<ast::DeclStmt>(stmt)->decls)
      if (auto *var = dyn_cast<ast::VarDecl>(decl))
        genDecl(var);
    return;
  case ast::Stmt::Kind::If:
    return genIf(cast<ast::IfStmt>(stmt), nullptr);
  case ast::Stmt::Kind::While:
    return genWhile(cast<ast::WhileStmt>(stmt));
  case ast::Stmt::Kind::Do:
    return genDo(cast<ast::DoStmt>(stmt));
  case ast::Stmt::Kind::For:
    return genFor(cast<ast::ForStmt>(stmt));
  case ast::Stmt::Kind::Switch:
    return genSwitch(cast<ast::SwitchStmt>(stmt));
  case ast::Stmt::Kind::Break:
    return raise(breakFlag_, module_.at(stmt->range));
  case ast::Stmt::Kind::Continue:
    return raise(continueFlag_, module_.at(stmt->range));
  case ast::Stmt::Kind::Return:
    return genReturn(cast<ast::ReturnStmt>(stmt));
  case ast::Stmt::Kind::Case: // taken apart by genSwitch
  case ast::Stmt::Kind::Null:
  case ast::Stmt::Kind::RangeFor: // sema has made it a ForStmt
    return;
  }
}

static const ast::IfStmt *nextLink(const ast::IfStmt *stmt) {
  return llvm::dyn_cast_if_present<ast::IfStmt>(stmt->elseStmt);
}

// How many links may nest here: fewer within chains, so that chains in chains stay shallow too.
unsigned FunctionGen::linksOfGroup() const {
  constexpr unsigned kFewest = 8;
  return nesting_ + kFewest < kMaxNesting ? kMaxNesting - nesting_ : kFewest;
}

bool FunctionGen::isLongChain(const ast::IfStmt *stmt) const {
  unsigned links = 0, most = linksOfGroup();
  while (stmt && links <= most)
    ++links, stmt = nextLink(stmt);
  return links > most;
}

// `else if` many times: the links nest in groups, each of which runs when no link before it was taken.
void FunctionGen::genChain(const ast::IfStmt *stmt) {
  const void *taken = newFlag();
  activate(taken);
  unsigned count = linksOfGroup();
  const ast::IfStmt *next = genLinks(stmt, taken, count);
  while (next) {
    Location loc = module_.at(next->range);
    auto group = [&] { next = genLinks(next, taken, count); };
    branchStatements(loc, noneRaised(taken, loc), group, nullptr);
  }
}

// Returns the link after the last one that it generated.
const ast::IfStmt *FunctionGen::genLinks(const ast::IfStmt *stmt, const void *taken, unsigned count) {
  llvm::SaveAndRestore saveNesting(nesting_, nesting_ + 1);
  const ast::IfStmt *next = nextLink(stmt);
  Location loc = module_.at(stmt->range);
  auto then = [&] {
    genSequence(sequence(stmt->thenStmt, nullptr));
    raise(taken, loc);
  };
  auto otherwise = [&] {
    if (next && count > 1)
      next = genLinks(next, taken, count - 1);
    else if (!next)
      genSequence(sequence(stmt->elseStmt, nullptr));
  };
  branchStatements(loc, genScalar(stmt->condition), then, otherwise);
  return next;
}

// `rest` goes into the side that falls out of its end; the other one must always leave.
void FunctionGen::genIf(const ast::IfStmt *stmt, const Sequence *rest) {
  if (isLongChain(stmt))
    return genChain(stmt);
  if (std::optional<bool> taken = constantCondition(stmt->condition))
    return genSequence(sequence(*taken ? stmt->thenStmt : stmt->elseStmt, rest));
  bool thenLeaves = exits_.of(stmt->thenStmt).always, elseLeaves = exits_.of(stmt->elseStmt).always;
  Value condition = genScalar(stmt->condition);
  branchStatements(
      module_.at(stmt->range), condition,
      [&] { genSequence(sequence(stmt->thenStmt, thenLeaves ? nullptr : rest)); },
      [&] { genSequence(sequence(stmt->elseStmt, elseLeaves ? nullptr : rest)); });
}

void FunctionGen::genReturn(const ast::ReturnStmt *stmt) {
  Location loc = module_.at(stmt->range);
  if (stmt->value && function_.result->isVoid()) {
    genDiscarded(stmt->value);
  } else if (stmt->value && resultMemory_) {
    genInit(resultMemory_, function_.result, stmt->value);
  } else if (stmt->value) {
    Rvalue value = genRvalue(stmt->value);
    for (auto [index, leaf] : llvm::enumerate(value.leaves))
      environment_.set({this, index}, leaf);
  }
  raise(returnFlag_, loc);
}

void FunctionGen::genDecl(const ast::VarDecl *var) {
  Location loc = module_.at(var->nameLocation);
  bool isLocal = var->memory == ast::Memory::Private && !var->isStatic && !var->isExtern;
  if (!isLocal)
    return; // an hd.global, made when it is used
  if (!livesInMemory(var, types_)) {
    Rvalue value = var->init ? genRvalue(var->init) : zero(var->type, loc);
    return store({var, 0, {}, var->type}, value, loc);
  }
  if (initFromConstant(var))
    return;
  Value pointer = memory_.lookup(var);
  if (!pointer)
    pointer = memory_[var] = makePrivate(var->type, var->alignment, loc, var->name);
  if (var->init)
    genInit(pointer, var->type, var->init);
}

} // namespace hd::irgen
