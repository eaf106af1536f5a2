// The interpreter behind evaluate.h; each group of methods has a file of its own. Private to this folder.
//
// A scalar expression has a value, an lvalue is a Pointer, and an array or a record is written to a place
// that is given (`initialise`). A method that fails has called `fail`, which keeps the first reason; callers
// return at once.
#pragma once

#include "frontend/sema/builtins.h"
#include "frontend/sema/interpreter/evaluate.h"
#include "frontend/sema/interpreter/objects.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace hd::sema {

using diag::Id;
using diag::Range;

class Interpreter {
public:
  Interpreter(Evaluation &evaluation, Explanation *explanation);
  ~Interpreter();

  std::optional<Constant> constant(const ast::Expr *expr);
  std::optional<Value> anyValue(const ast::Expr *expr);

private:
  enum class Flow : uint8_t { Next, Break, Continue, Return, Failed };
  using Place = std::optional<Pointer>;

  // What `fail` returns: failure, whatever the caller gives.
  struct Failed {
    operator Scalar() const { return {}; }
    operator Place() const { return std::nullopt; }
    operator Flow() const { return Flow::Failed; }
    operator bool() const { return false; }
  };

  // --- scalars (expression.cpp, operators.cpp); what is void gives a scalar of type void
  Scalar value(const ast::Expr *expr);
  Scalar dispatch(const ast::Expr *expr);
  Scalar implicitCast(const ast::ImplicitCastExpr *expr);
  Scalar convert(const Scalar &value, ast::QualType type, Range where);
  Scalar conditional(const ast::ConditionalExpr *expr);
  bool discard(const ast::Expr *expr);
  Scalar unary(const ast::UnaryExpr *expr);
  Scalar binary(const ast::BinaryExpr *expr);
  Scalar binaryStep(const ast::BinaryExpr *expr, const Scalar &lhs);
  Scalar combineScalars(ast::BinaryOp op, const Scalar &a, const Scalar &b, ast::QualType type, Range where);
  Scalar comparePointers(ast::BinaryOp op, const Scalar &a, const Scalar &b, ast::QualType type, Range where);
  Scalar movePointer(const Scalar &pointer, int64_t by, Range where);
  Place assign(const ast::AssignExpr *expr);
  Place increment(const ast::UnaryExpr *expr, Scalar &old);

  // --- lvalues (place.cpp)
  enum class Use : uint8_t { Access, Address }; // `&a[n]` may be the end of `a`
  Place place(const ast::Expr *expr, Use use = Use::Access);
  Place dispatchPlace(const ast::Expr *expr, Use use);
  Place named(const ast::NameExpr *expr);
  static Pointer fieldOf(const Pointer &record, const ast::FieldDecl &field);
  Place member(const ast::MemberExpr *expr);
  Place subscript(const ast::SubscriptExpr *expr, Use use);
  Place pointee(const Scalar &pointer, Range where);
  Place temporary(const ast::Expr *operand);
  Place stringLiteral(const ast::StringLiteral *expr);
  Place fixedObject(const ast::ValueDecl *decl, Range where);
  bool canAccess(const Pointer &at, ast::QualType type, bool isWrite, Range where);
  Scalar load(const Pointer &from, ast::QualType type, Range where);
  bool store(const Pointer &to, ast::QualType type, const Scalar &value, Range where);
  bool copy(const Pointer &to, const Pointer &from, ast::QualType type, Range where);
  std::optional<Pointer> push(ast::QualType type, const ast::ValueDecl *decl, Range where);

  // --- values that are written to a place (initialise.cpp)
  bool initialise(const Pointer &to, const ast::Expr *init);
  bool dispatchInitialise(const Pointer &to, const ast::Expr *init);
  bool initialiseFromList(const Pointer &to, const ast::InitListExpr *list);
  bool initialiseVector(const Pointer &to, const ast::CallExpr *expr);

  // --- statements (statement.cpp)
  Flow run(const ast::Stmt *stmt);
  Flow dispatch(const ast::Stmt *stmt);
  Flow compound(const ast::CompoundStmt *stmt, size_t first = 0);
  Flow declare(const ast::VarDecl *decl);
  Flow branch(const ast::IfStmt *stmt);
  Flow loop(const ast::Expr *condition, const ast::Expr *increment, const ast::Stmt *body, bool testsFirst);
  Flow select(const ast::SwitchStmt *stmt);
  Flow returnFrom(const ast::ReturnStmt *stmt);
  std::optional<bool> test(const ast::Expr *condition);

  // --- calls (call.cpp, builtin.cpp)
  using Arguments = llvm::SmallVector<Scalar, 4>; // of array or record type: a pointer to it
  Scalar call(const ast::CallExpr *expr, const Pointer *result);
  bool construct(const Pointer &to, const ast::ConstructExpr *expr);
  bool arguments(llvm::ArrayRef<ast::Expr *> exprs, Arguments &args);
  Scalar invoke(ast::FunctionDecl *function, llvm::ArrayRef<Scalar> args, const Pointer *result, Range where);
  bool bindParams(const ast::FunctionDecl *function, llvm::ArrayRef<Scalar> args, Range where);
  void noteCall(const ast::FunctionDecl *function, llvm::ArrayRef<Scalar> args, Range where);
  Scalar builtin(const ast::CallExpr *expr, const Pointer *result);

  // --- results (result.cpp)
  bool isComplete(const Object &object, uint32_t offset, ast::QualType type, Range where);
  bool isCompleteUnion(const Object &object, uint32_t offset, const ast::RecordDecl *record, Range where);

  // --- limits and failure (interpreter.cpp)
  bool enter(const ast::Expr *expr); // leave with --nodes_
  bool enter(Range where);
  bool spend(uint64_t steps, Range where);
  bool spendBytes(uint64_t bytes, Range where) { return spend(1 + bytes / 64, where); }
  Failed failBefore(); // on an error that has been reported
  template <typename... Args> Failed fail(Id id, Range where, const Args &...args) {
    if (hasFailed_)
      return {};
    hasFailed_ = true;
    if (explanation_)
      explanation_->notes.push_back({id, where, fmt::format(fmt::runtime(diag::textOf(id)), args...)});
    return {};
  }
  void shortenCalls();
  static const ast::Expr *strip(const ast::Expr *expr); // of parentheses and casts as written
  static std::string spell(const Object &object);
  static std::string spell(const Scalar &value);

  // What the function that runs has of its own.
  struct Frame {
    const ast::FunctionDecl *function = nullptr;
    const Pointer *result = nullptr; // where a record goes
    Scalar value;                    // of a scalar type
  };

  // Ends the objects and names that were made during its lifetime.
  class Scope {
  public:
    explicit Scope(Interpreter &interpreter)
        : interpreter_(interpreter), objects_(interpreter.objects_.count()),
          names_(interpreter.shadowed_.size()) {}
    ~Scope() { interpreter_.close(objects_, names_); }
    Scope(const Scope &) = delete;

  private:
    Interpreter &interpreter_;
    size_t objects_, names_;
  };
  void bind(const ast::ValueDecl *decl, const Pointer &object);
  void close(size_t objects, size_t names);

  Evaluation &evaluation_;
  Explanation *explanation_;
  Objects objects_;
  llvm::DenseMap<const ast::ValueDecl *, Pointer> names_;
  std::vector<std::pair<const ast::ValueDecl *, Pointer>> shadowed_; // what `names_` had before each `bind`
  Frame *frame_ = nullptr;
  uint64_t steps_, allowed_; // left, at the start
  unsigned nodes_ = 0, calls_ = 0;
  bool hasFailed_ = false;
};

} // namespace hd::sema
