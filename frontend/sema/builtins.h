// The functions, variables and constants that the compiler implements itself: a view of builtins.def.
#pragma once

#include "frontend/ast/decl.h"

#include <optional>
#include <string_view>
#include <unordered_map>

namespace hd::ast {

enum class BuiltinId : uint16_t {
#define HD_BUILTIN(ID, NAMES, SIGNATURE, TYPES, PICK) ID,
#include "frontend/sema/builtins.def"
};

// One overload. Arguments of a checked call have exactly the types of `params`, defaults filled in; what
// follows an ellipsis is promoted as in C.
struct BuiltinFunction {
  BuiltinId id;
  std::string_view name; // as called: `__popcll`
  QualType result;
  std::vector<QualType> params;
  bool isVariadic = false;
  std::optional<uint64_t> lastDefault; // value of the last parameter when it is left out
};

// `NameExpr::decl` of `threadIdx` is a VarDecl with isBuiltin set.
enum class BuiltinVariable : uint8_t {
#define HD_BUILTIN_VARIABLE(ID, NAME, TYPE) ID,
#include "frontend/sema/builtins.def"
};
BuiltinVariable builtinVariableOf(const VarDecl &decl);

} // namespace hd::ast

namespace hd::sema {

using ast::BuiltinFunction;
using ast::BuiltinId;

// How an overload is chosen, see builtins.def.
enum class Pick : uint8_t { Rank, Common, Floating };

struct BuiltinSet {
  Pick pick = Pick::Rank;
  std::vector<BuiltinFunction> overloads;
};

struct UnsupportedName {
  std::string_view feature, instead;
};

// Builtins with the types of one translation unit, made when they are first looked up. The translation
// unit owns it (make<Builtins>), since calls point into it.
class Builtins {
public:
  void attach(ast::TranslationUnit &unit);

  const BuiltinSet *function(std::string_view name);
  ast::VarDecl *variable(std::string_view name);
  ast::Expr *constant(std::string_view name); // a fresh literal, or null
  // `float4`, `size_t`, `dim3`; null type when there is none of this name.
  ast::QualType type(std::string_view name);

private:
  ast::QualType decode(std::string_view &code, ast::QualType generic);
  void addOverload(BuiltinSet &set, BuiltinId id, std::string_view name, std::string_view signature,
                   ast::QualType generic);
  void addMake(BuiltinSet &set, std::string_view name);

  ast::TranslationUnit *unit_ = nullptr;
  std::unordered_map<std::string_view, std::unique_ptr<BuiltinSet>> functions_;
  std::unordered_map<std::string_view, ast::VarDecl *> variables_;
  std::unordered_map<std::string_view, ast::QualType> types_;
};

std::optional<UnsupportedName> unsupportedName(std::string_view name);
const std::vector<std::string_view> &allBuiltinNames(); // for suggestions

} // namespace hd::sema
