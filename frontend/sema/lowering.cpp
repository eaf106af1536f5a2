// Statements that are written in terms of simpler ones: range-based `for`, structured bindings, `if` with an
// initialiser or a declaration.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

TypeSyntax autoType(Range where, std::optional<DeclaratorChunk::Kind> chunk = std::nullopt,
                    bool isRValue = false) {
  TypeSyntax syntax;
  syntax.base = TypeSyntax::Base::Auto;
  syntax.range = where;
  if (chunk) {
    syntax.chunks.emplace_back();
    syntax.chunks.back().kind = *chunk;
    syntax.chunks.back().isRValue = isRValue;
    syntax.chunks.back().range = where;
  }
  return syntax;
}

} // namespace

VarDecl *Checker::hiddenVariable(const std::string &name, TypeSyntax syntax, Expr *init, Range where) {
  auto *variable = unit_.make<VarDecl>();
  variable->name = name;
  variable->range = where;
  variable->syntax = std::move(syntax);
  variable->init = init;
  return variable;
}

DeclStmt *Checker::declStmt(llvm::ArrayRef<Decl *> decls, Range where) {
  auto *stmt = unit_.make<DeclStmt>();
  stmt->range = where;
  stmt->decls.assign(decls.begin(), decls.end());
  return stmt;
}

NameExpr *Checker::uncheckedName(const std::string &name, Range where) {
  auto *expr = unit_.make<NameExpr>();
  expr->name = name;
  expr->range = where;
  return expr;
}

static Expr *callMember(TranslationUnit &unit, Expr *object, const char *name) {
  auto *member = unit.make<MemberExpr>();
  member->base = object;
  member->name = name;
  member->range = object->range;
  auto *call = unit.make<CallExpr>();
  call->callee = member;
  call->range = object->range;
  return call;
}

// for (T x : range) body
//   ->  { auto &&r = range; for (auto b = begin(r), e = end(r); b != e; ++b) { T x = *b; body } }
Stmt *Checker::lowerRangeFor(RangeForStmt *stmt) {
  Range where = stmt->Stmt::range;
  unsigned number = hiddenNames_++;
  std::string whole = fmt::format("(range {})", number), begin = fmt::format("(begin {})", number),
              end = fmt::format("(end {})", number);
  auto *block = unit_.make<CompoundStmt>();
  block->range = where;
  VarDecl *object =
      hiddenVariable(whole, autoType(where, DeclaratorChunk::Kind::Reference, true), stmt->range, where);
  block->body.push_back(declStmt({object}, where));
  checkStmt(block->body.back());
  if (!object->type)
    return block;
  QualType type = cast<PointerType>(object->type.type)->pointee;
  Expr *first = uncheckedName(whole, where), *last = nullptr;
  if (auto *array = dyn_cast<ArrayType>(type.type)) {
    auto *sum = unit_.make<BinaryExpr>();
    sum->op = BinaryOp::Add;
    sum->lhs = uncheckedName(whole, where);
    sum->rhs = makeLiteral(unit_, {builtin(BuiltinKind::Long), array->count, 0}, where);
    sum->range = where;
    last = sum;
  } else {
    first = callMember(unit_, uncheckedName(whole, where), "begin");
    last = callMember(unit_, uncheckedName(whole, where), "end");
  }
  auto *loop = unit_.make<ForStmt>();
  loop->range = where;
  loop->unroll = stmt->unroll;
  loop->init = declStmt({hiddenVariable(begin, autoType(where), first, where),
                         hiddenVariable(end, autoType(where), last, where)},
                        where);
  auto *condition = unit_.make<BinaryExpr>();
  condition->op = BinaryOp::Ne;
  condition->range = where;
  condition->lhs = uncheckedName(begin, where);
  condition->rhs = uncheckedName(end, where);
  loop->condition = condition;
  auto *step = unit_.make<UnaryExpr>();
  step->op = UnaryOp::PreInc;
  step->range = where;
  step->operand = uncheckedName(begin, where);
  loop->increment = step;
  auto *element = unit_.make<UnaryExpr>();
  element->op = UnaryOp::Deref;
  element->range = where;
  element->operand = uncheckedName(begin, where);
  stmt->variable->init = element;
  auto *body = unit_.make<CompoundStmt>();
  body->range = where;
  body->body = {declStmt({stmt->variable}, where), stmt->body};
  loop->body = body;
  checkStmt(loop);
  block->body.push_back(loop);
  return block;
}

// auto [a, b] = e;  ->  auto whole = e; auto &a = whole.first; auto &b = whole.second;
void Checker::lowerBindings(VarDecl *decl, std::vector<Decl *> &out) {
  Range where = decl->range;
  std::string whole = fmt::format("(bound {})", hiddenNames_++);
  decl->name = whole;
  std::vector<NameSegment> names = std::move(decl->bindings);
  decl->bindings.clear();
  checkDecl(decl);
  out.push_back(decl);
  if (!decl->type)
    return;
  QualType type = decl->isReference ? cast<PointerType>(decl->type.type)->pointee : decl->type;
  auto *array = dyn_cast<ArrayType>(type.type);
  auto *record = dyn_cast<RecordType>(type.type);
  size_t count = array ? array->count : record && isComplete(type) ? record->decl->fields.size() : 0;
  if (count != names.size()) {
    report(Id::BindingCount, where, type.str(), count, names.size());
    for (const NameSegment &name : names) // known, but without a type: uses say nothing more
      declare(hiddenVariable(name.name, autoType(where), nullptr, name.range));
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    Expr *part = nullptr;
    if (array) {
      auto *element = unit_.make<SubscriptExpr>();
      element->base = uncheckedName(whole, where);
      element->index = makeLiteral(unit_, {builtin(BuiltinKind::Long), i, 0}, where);
      part = element;
    } else {
      auto *member = unit_.make<MemberExpr>();
      member->base = uncheckedName(whole, where);
      member->name = record->decl->fields[i]->name;
      part = member;
    }
    part->range = names[i].range;
    VarDecl *name = hiddenVariable(names[i].name, autoType(where, DeclaratorChunk::Kind::Reference), part,
                                   names[i].range);
    name->nameLocation = names[i].range.begin;
    checkDecl(name);
    if (name->isReference) // to `decltype` it is no reference
      name->declared = cast<PointerType>(name->type.type)->pointee;
    out.push_back(name);
  }
}

// if (init; condition) ... and if (T x = value) ...: in a block of their own. Null when there is neither.
Stmt *Checker::lowerIf(IfStmt *stmt) {
  if (!stmt->init && !stmt->conditionVar)
    return nullptr;
  auto *block = unit_.make<CompoundStmt>();
  block->range = stmt->range;
  if (stmt->init)
    block->body.push_back(stmt->init);
  if (VarDecl *variable = stmt->conditionVar) {
    block->body.push_back(declStmt({variable}, variable->range));
    stmt->condition = uncheckedName(variable->name, variable->range);
  }
  stmt->init = nullptr;
  stmt->conditionVar = nullptr;
  block->body.push_back(stmt);
  checkCompound(block, true);
  return block;
}

} // namespace hd::sema
