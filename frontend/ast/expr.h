// Expressions. The parser makes them without types; sema fills `type`, `category`, resolves names and
// makes every implicit conversion an explicit ImplicitCastExpr, so that irgen never converts on its own.
#pragma once

#include "frontend/ast/type_syntax.h"

#include <optional>

namespace hd::ast {

class ValueDecl;
class FieldDecl;
class FunctionDecl;
class VarDecl;
class TemplateParamDecl;
struct BuiltinFunction; // frontend/sema/builtins.h

enum class Category : uint8_t { RValue, LValue };

class Expr {
public:
  enum class Kind : uint8_t {
    IntLiteral,
    FloatLiteral,
    StringLiteral,
    BoolLiteral,
    NullPointer,
    Name,
    Unary,
    Binary,
    Assign,
    Conditional,
    Call,
    Subscript,
    Member,
    Cast,
    ImplicitCast,
    InitList,
    SizeOf,
    Paren,
    This,
    Construct,
    Temporary,
    Lambda,
    PackExpansion,
    SizeOfPack,
    Fold,
  };
  Kind kind() const { return kind_; }

  diag::Range range;
  QualType type; // set by sema
  Category category = Category::RValue;

protected:
  explicit Expr(Kind kind) : kind_(kind) {}
  ~Expr() = default; // nobody deletes nodes, and most of them have nothing to free

private:
  Kind kind_;
};

// The kind tag and classof that every expression class has.
#define HD_EXPR(KIND)                                                                                        \
  static bool classof(const Expr *expr) { return expr->kind() == Kind::KIND; }

class IntLiteral : public Expr { // also character literals (type char) and folded constants
public:
  IntLiteral() : Expr(Kind::IntLiteral) {}
  uint64_t value = 0; // two's complement, sign-extended to 64 bits
  BuiltinKind builtin = BuiltinKind::Int;
  HD_EXPR(IntLiteral)
};

class FloatLiteral : public Expr {
public:
  FloatLiteral() : Expr(Kind::FloatLiteral) {}
  double value = 0; // already rounded to float when `isFloat`
  bool isFloat = false;
  HD_EXPR(FloatLiteral)
};

class StringLiteral : public Expr { // adjacent literals joined, escapes resolved
public:
  StringLiteral() : Expr(Kind::StringLiteral) {}
  std::string value;
  HD_EXPR(StringLiteral)
};

class BoolLiteral : public Expr {
public:
  BoolLiteral() : Expr(Kind::BoolLiteral) {}
  bool value = false;
  HD_EXPR(BoolLiteral)
};

class NullPointerExpr : public Expr {
public:
  NullPointerExpr() : Expr(Kind::NullPointer) {}
  HD_EXPR(NullPointer)
};

class NameExpr : public Expr {
public:
  NameExpr() : Expr(Kind::Name) {}
  std::string name; // of an operator function called by name: `operator+`
  Qualifier qualifier;
  bool hasArgs = false; // `name<args>`
  std::vector<TemplateArgSyntax> args;
  ValueDecl *decl = nullptr; // set by sema; an enumerator becomes an IntLiteral instead
  HD_EXPR(Name)
};

enum class UnaryOp : uint8_t { Plus, Minus, Not, BitNot, Deref, AddressOf, PreInc, PreDec, PostInc, PostDec };

class UnaryExpr : public Expr {
public:
  UnaryExpr() : Expr(Kind::Unary) {}
  UnaryOp op = UnaryOp::Plus;
  Expr *operand = nullptr;
  HD_EXPR(Unary)
};

enum class BinaryOp : uint8_t {
  Add,
  Sub,
  Mul,
  Div,
  Rem,
  Shl,
  Shr,
  And,
  Or,
  Xor,
  LogicalAnd,
  LogicalOr,
  Lt,
  Le,
  Gt,
  Ge,
  Eq,
  Ne,
  Comma,
};

// After sema both operands have the type that the operation is done in (pointer arithmetic: pointer and
// integer, in that order, the integer as `long`; shifts: each its own promoted type).
class BinaryExpr : public Expr {
public:
  BinaryExpr() : Expr(Kind::Binary) {}
  BinaryOp op = BinaryOp::Add;
  Expr *lhs = nullptr;
  Expr *rhs = nullptr;
  diag::Location opLocation;
  HD_EXPR(Binary)
};

// `=` (no op) or a compound assignment. For a compound one sema sets `computeType`: the left side's value
// is converted to it, combined with `rhs` (already of that type), and converted back.
class AssignExpr : public Expr {
public:
  AssignExpr() : Expr(Kind::Assign) {}
  std::optional<BinaryOp> op;
  Expr *lhs = nullptr;
  Expr *rhs = nullptr;
  QualType computeType;
  diag::Location opLocation;
  HD_EXPR(Assign)
};

class ConditionalExpr : public Expr {
public:
  ConditionalExpr() : Expr(Kind::Conditional) {}
  Expr *condition = nullptr; // converted to bool by sema
  Expr *thenExpr = nullptr;
  Expr *elseExpr = nullptr;
  HD_EXPR(Conditional)
};

class CallExpr : public Expr {
public:
  CallExpr() : Expr(Kind::Call) {}
  Expr *callee = nullptr; // a NameExpr, a MemberExpr, or a value with an `operator()`
  std::vector<Expr *> args;
  FunctionDecl *function = nullptr;         // set by sema: a function with a body, or
  const BuiltinFunction *builtin = nullptr; // a function that the compiler implements
  HD_EXPR(Call)
};

class SubscriptExpr : public Expr {
public:
  SubscriptExpr() : Expr(Kind::Subscript) {}
  Expr *base = nullptr;  // after sema always a pointer (arrays decay by ImplicitCast)
  Expr *index = nullptr; // after sema of type `long` or `unsigned long`, by ImplicitCast
  HD_EXPR(Subscript)
};

class MemberExpr : public Expr { // `base.name`; `base->name` when isArrow
public:
  MemberExpr() : Expr(Kind::Member) {}
  Expr *base = nullptr;
  std::string name;     // also `operator()` and its like, `~T` for a call of a destructor
  Qualifier qualifier;  // `base.B::name`
  bool hasArgs = false; // `base.template name<args>`
  std::vector<TemplateArgSyntax> args;
  bool isArrow = false;
  FieldDecl *field = nullptr; // set by sema
  HD_EXPR(Member)
};

// A cast as written: `(T)x`, `T(x)`, `static_cast<T>(x)`, `reinterpret_cast<T>(x)`, `T{...}` for a record.
class CastExpr : public Expr {
public:
  CastExpr() : Expr(Kind::Cast) {}
  enum class Style : uint8_t { C, Functional, Static, Reinterpret, Const } style = Style::C;
  TypeSyntax target;
  Expr *operand = nullptr;
  HD_EXPR(Cast)
};

enum class CastKind : uint8_t {
  LValueToRValue,
  ArrayDecay,
  FunctionDecay,
  IntegralCast,
  IntegralToBool,
  IntegralToFloating,
  FloatingToIntegral,
  FloatingCast,
  FloatingToBool,
  PointerToBool,
  PointerCast,
  PointerToIntegral,
  IntegralToPointer,
  NullToPointer,
  ToVoid,
  NoOp,
};

// Made by sema only. Every CastExpr also becomes: CastExpr{operand = chain of ImplicitCastExpr} with the
// same type as its operand, so irgen looks through CastExpr and ParenExpr.
class ImplicitCastExpr : public Expr {
public:
  ImplicitCastExpr() : Expr(Kind::ImplicitCast) {}
  CastKind castKind = CastKind::NoOp;
  Expr *operand = nullptr;
  HD_EXPR(ImplicitCast)
};

// `{a, b}`; after sema one entry for each element or field, nested lists made explicit, missing ones null
// (zero).
class InitListExpr : public Expr {
public:
  InitListExpr() : Expr(Kind::InitList) {}
  std::vector<Expr *> inits;
  std::vector<std::string> designators; // empty, or for each entry the field of `.field = x` ("" without)
  HD_EXPR(InitList)
};

// `T(a, b)`, `T()` and `T{a, b}`; a cast when T is no class. Sema also makes it for every object that a
// constructor makes (then `constructor` is set and `args` do not have `this`), an rvalue.
class ConstructExpr : public Expr {
public:
  ConstructExpr() : Expr(Kind::Construct) {}
  TypeSyntax target;
  std::vector<Expr *> args;
  bool isBraced = false;
  FunctionDecl *constructor = nullptr; // set by sema: has no result and `this` as its first parameter
  HD_EXPR(Construct)
};

// Made by sema only: an lvalue, the memory that a value is put into, to bind a reference to it or call a
// method. It lives as long as the function's frame.
class TemporaryExpr : public Expr {
public:
  TemporaryExpr() : Expr(Kind::Temporary) {}
  Expr *operand = nullptr;
  VarDecl *variable = nullptr; // whose memory it takes: it is destroyed before the function ends
  HD_EXPR(Temporary)
};

class ThisExpr : public Expr { // sema makes it the NameExpr of the parameter `this`
public:
  ThisExpr() : Expr(Kind::This) {}
  HD_EXPR(This)
};

struct LambdaCapture {
  std::string name; // `this` for `this` and `*this` (then not by reference)
  bool byReference = false;
  Expr *init = nullptr; // `[n = e]`
  bool isExpansion = false;
  diag::Range range;
};

class LambdaExpr : public Expr { // sema makes it an InitListExpr of its closure's type
public:
  LambdaExpr() : Expr(Kind::Lambda) {}
  enum class Default : uint8_t { None, Copy, Reference } captureDefault = Default::None;
  std::vector<LambdaCapture> captures;
  std::vector<TemplateParamDecl *> templateParams; // `[]<typename T>(T x)`
  FunctionDecl *callOperator = nullptr; // named `operator()`; a parameter of type `auto` makes it a template
  bool isMutable = false;
  HD_EXPR(Lambda)
};

class PackExpansionExpr : public Expr { // `pattern...` in a list of arguments or initialisers
public:
  PackExpansionExpr() : Expr(Kind::PackExpansion) {}
  Expr *pattern = nullptr;
  HD_EXPR(PackExpansion)
};

class SizeOfPackExpr : public Expr { // `sizeof...(name)`
public:
  SizeOfPackExpr() : Expr(Kind::SizeOfPack) {}
  std::string name;
  HD_EXPR(SizeOfPack)
};

// `(pack op ...)`, `(... op pack)`, `(init op ... op pack)`, `(pack op ... op init)`: the sides as written,
// null where only the dots stand. With `isAssign` an assignment (`op` unset for a plain `=`).
class FoldExpr : public Expr {
public:
  FoldExpr() : Expr(Kind::Fold) {}
  std::optional<BinaryOp> op;
  bool isAssign = false;
  Expr *lhs = nullptr;
  Expr *rhs = nullptr;
  HD_EXPR(Fold)
};

class SizeOfExpr : public Expr { // sizeof and alignof; sema folds it into an IntLiteral
public:
  SizeOfExpr() : Expr(Kind::SizeOf) {}
  bool isAlignOf = false;
  std::optional<TypeSyntax> target;
  Expr *operand = nullptr;
  HD_EXPR(SizeOf)
};

class ParenExpr : public Expr {
public:
  ParenExpr() : Expr(Kind::Paren) {}
  Expr *operand = nullptr;
  HD_EXPR(Paren)
};

#undef HD_EXPR

} // namespace hd::ast
