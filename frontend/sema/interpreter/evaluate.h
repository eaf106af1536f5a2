// Evaluation of checked expressions at compile time: calls of `constexpr` functions, objects, and pointers
// to them included. What C++ leaves open is as at run time where that has one answer (signed arithmetic
// wraps, unions and casts of pointers read the bytes), and no constant where it is a mistake: divisions by
// zero, shifts by the width or more, places outside of an object, reads of what has no value yet.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/sema/constant.h"

#include <functional>

namespace hd::sema {

// Every evaluation ends within these. A step is an expression or a statement, or 64 bytes of an object that
// are made or copied. A node inside of others takes up to 400 bytes of the native stack, 1 KiB with
// AddressSanitizer; compilations have 256 MiB.
constexpr uint64_t kMaxSteps = uint64_t(1) << 22;
constexpr uint64_t kMaxStepsOfFile = uint64_t(1) << 25;
constexpr unsigned kMaxCalls = 512;             // inside each other
constexpr unsigned kMaxNodes = 1 << 16;         // inside each other, of all calls
constexpr uint64_t kMaxObjectsBytes = 16 << 20; // of objects that live at one time

// A value of any type without pointers to objects.
struct Value {
  ast::QualType type;
  Constant constant;          // of a scalar type
  std::vector<uint8_t> bytes; // of an array or a record, as in the device's memory
};

// Whether a function can be called.
enum class Body : uint8_t {
  Ready,
  NotConstexpr,
  Missing, // there is none so far, or it is only being checked
  Broken,  // it has errors, which were reported
};

// What evaluations know of their surroundings. Lives as long as the file is checked.
struct Evaluation {
  std::function<const Constant *(const ast::VarDecl *)> constant; // of a variable; null: it has none
  // Of an array or a record (folded), or the address that a reference is bound to; null: not known.
  std::function<const ast::Expr *(const ast::VarDecl *)> initialiser;
  std::function<Body(ast::FunctionDecl *)> ensureBody; // checks it first where that is still to do
  // The function that a call through the pointer goes to; null: the function is none that chooses, or an
  // error.
  std::function<ast::FunctionDecl *(const ast::FunctionDecl *, uint64_t)> target;
  uint64_t stepsLeft = kMaxStepsOfFile;
};

// Why an expression is no constant: the reason, then the calls that led there, innermost first.
struct Explanation {
  std::vector<diag::Note> notes;
  bool followsFromError = false; // something in it has been reported: nothing more to say
};

// The value of an expression of scalar type; for a pointer only null, or a number made one.
std::optional<Constant> evaluate(const ast::Expr *expr, Evaluation &evaluation,
                                 Explanation *explanation = nullptr);

std::optional<Value> evaluateValue(const ast::Expr *expr, Evaluation &evaluation,
                                   Explanation *explanation = nullptr);

// A literal, or an initialiser list of literals, with the value. Zeros in lists are null.
ast::Expr *makeInitialiser(ast::TranslationUnit &unit, const Value &value, diag::Range range);

} // namespace hd::sema
