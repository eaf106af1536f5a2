#include "frontend/sema/builtins.h"

#include "frontend/ast/builtin_types.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorHandling.h"

#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdint>

namespace hd::ast {

BuiltinVariable builtinVariableOf(const VarDecl &decl) {
#define HD_BUILTIN_VARIABLE(ID, NAME, TYPE)                                                                  \
  if (decl.name == NAME)                                                                                     \
    return BuiltinVariable::ID;
#include "frontend/sema/builtins.def"
  llvm_unreachable("not a builtin variable");
}

} // namespace hd::ast

namespace hd::sema {

using namespace ast;

namespace {

struct Row {
  BuiltinId id;
  const char *names, *signature, *types;
  Pick pick;
};

const Row kRows[] = {
#define HD_BUILTIN(ID, NAMES, SIGNATURE, TYPES, PICK) {BuiltinId::ID, NAMES, SIGNATURE, TYPES, Pick::PICK},
#define HD_BUILTIN_ALSO(ID, NAMES, SIGNATURE, TYPES, PICK)                                                   \
  {BuiltinId::ID, NAMES, SIGNATURE, TYPES, Pick::PICK},
#include "frontend/sema/builtins.def"
};

struct Constant {
  std::string_view name;
  char type;
  uint64_t integer;
  double floating;
};

template <typename T> constexpr Constant makeConstant(std::string_view name, char type, T value) {
  if constexpr (std::is_floating_point_v<T>)
    return {name, type, 0, double(value)};
  else
    return {name, type, uint64_t(value), 0};
}

const std::unordered_map<std::string_view, Constant> &constants() {
  static const std::unordered_map<std::string_view, Constant> all = [] {
    std::unordered_map<std::string_view, Constant> map;
#define HD_BUILTIN_CONSTANT(NAME, TYPE, VALUE) map.emplace(NAME, makeConstant(NAME, TYPE[0], VALUE));
#include "frontend/sema/builtins.def"
    return map;
  }();
  return all;
}

// Name to rows; the names of make_* are those of the vector types.
const std::unordered_map<std::string_view, std::vector<const Row *>> &rowsByName() {
  static const auto all = [] {
    std::unordered_map<std::string_view, std::vector<const Row *>> map;
    for (const Row &row : kRows) {
      llvm::SmallVector<llvm::StringRef, 8> names;
      llvm::StringRef(row.names).split(names, ' ');
      for (llvm::StringRef name : names)
        map[std::string_view(name)].push_back(&row);
    }
    return map;
  }();
  return all;
}

BuiltinKind kindOf(char code) {
  switch (code) {
  case 'v':
    return BuiltinKind::Void;
  case 'b':
    return BuiltinKind::Bool;
  case 'c':
    return BuiltinKind::Char;
  case 'a':
    return BuiltinKind::SChar;
  case 'h':
    return BuiltinKind::UChar;
  case 's':
    return BuiltinKind::Short;
  case 't':
    return BuiltinKind::UShort;
  case 'i':
    return BuiltinKind::Int;
  case 'j':
    return BuiltinKind::UInt;
  case 'l':
    return BuiltinKind::Long;
  case 'm':
    return BuiltinKind::ULong;
  case 'x':
    return BuiltinKind::LongLong;
  case 'y':
    return BuiltinKind::ULongLong;
  case 'H':
    return BuiltinKind::Half;
  case 'B':
    return BuiltinKind::BFloat16;
  case 'f':
    return BuiltinKind::Float;
  case 'd':
    return BuiltinKind::Double;
  }
  llvm_unreachable("bad type letter in builtins.def");
}

// `make_float4` to float4's description.
const VectorTypeInfo *vectorOfMake(std::string_view name) {
  return name.starts_with("make_") ? findVectorType(name.substr(5)) : nullptr;
}

// Fields x, y, z, w of one element type.
RecordDecl *makeVectorRecord(TranslationUnit &unit, std::string_view name, QualType element, unsigned count,
                             unsigned alignment) {
  auto *record = unit.make<RecordDecl>();
  record->name = name;
  record->isBuiltin = record->isComplete = true;
  for (unsigned i = 0; i < count; ++i) {
    auto *field = unit.make<FieldDecl>();
    field->name = std::string(1, "xyzw"[i]);
    field->type = element;
    field->index = i;
    field->offset = i * element->size();
    record->fields.push_back(field);
  }
  record->alignment = alignment;
  record->size = (count * element->size() + alignment - 1) / alignment * alignment;
  return record;
}

} // namespace

void Builtins::attach(TranslationUnit &unit) {
  unit_ = &unit;
#define HD_BUILTIN_VARIABLE(ID, NAME, TYPE) variables_[NAME] = nullptr;
#include "frontend/sema/builtins.def"
}

QualType Builtins::type(std::string_view name) {
  if (!isBuiltinTypeName(name))
    return {};
  auto [slot, isNew] = types_.try_emplace(name);
  if (!isNew)
    return slot->second;
  QualType found;
  for (const BuiltinTypedef &alias : builtinTypedefs())
    if (name == alias.name)
      found = unit_->types.builtin(alias.builtin);
  RecordDecl *record = nullptr;
  if (const VectorTypeInfo *info = findVectorType(name))
    record =
        makeVectorRecord(*unit_, name, unit_->types.builtin(info->element), info->count, info->alignment);
  else if (!found) // dim3
    record = makeVectorRecord(*unit_, name, unit_->types.builtin(BuiltinKind::UInt), 3, 4);
  if (record) {
    found = unit_->types.record(record);
    types_.erase(slot); // the key must outlive the caller's string
    types_.emplace(record->name, found);
    return found;
  }
  types_.erase(slot);
  for (const BuiltinTypedef &alias : builtinTypedefs())
    if (name == alias.name)
      types_.emplace(alias.name, found);
  return found;
}

VarDecl *Builtins::variable(std::string_view name) {
  auto slot = variables_.find(name);
  if (slot == variables_.end())
    return nullptr;
  if (slot->second)
    return slot->second;
  auto *decl = unit_->make<VarDecl>();
  decl->name = name;
  decl->isBuiltin = true;
  decl->isFileScope = true;
#define HD_BUILTIN_VARIABLE(ID, NAME, TYPE)                                                                  \
  if (name == NAME)                                                                                          \
    decl->type = sizeof(TYPE) == 2 ? unit_->types.builtin(kindOf(TYPE[0])) : type(TYPE);
#include "frontend/sema/builtins.def"
  decl->type = decl->type.withConst();
  return slot->second = decl;
}

Expr *Builtins::constant(std::string_view name) {
  auto found = constants().find(name);
  if (found == constants().end())
    return nullptr;
  const Constant &constant = found->second;
  QualType type = unit_->types.builtin(kindOf(constant.type));
  if (type->isFloating()) {
    auto *literal = unit_->make<FloatLiteral>();
    literal->isFloat = constant.type == 'f';
    literal->value = literal->isFloat ? double(float(constant.floating)) : constant.floating;
    literal->type = type;
    return literal;
  }
  auto *literal = unit_->make<IntLiteral>();
  literal->value = constant.integer;
  literal->builtin = kindOf(constant.type);
  literal->type = type;
  return literal;
}

QualType Builtins::decode(std::string_view &code, QualType generic) {
  char letter = code.front();
  code.remove_prefix(1);
  if (letter == '[') {
    size_t end = code.find(']');
    QualType vector = type(code.substr(0, end));
    code.remove_prefix(end + 1);
    return vector;
  }
  if (letter == 'P')
    return unit_->types.pointerTo(decode(code, generic));
  if (letter == 'K')
    return decode(code, generic).withConst();
  return letter == 'T' ? generic : unit_->types.builtin(kindOf(letter));
}

void Builtins::addOverload(BuiltinSet &set, BuiltinId id, std::string_view name, std::string_view signature,
                           QualType generic) {
  BuiltinFunction function{id, name, decode(signature, generic), {}, false, std::nullopt};
  while (!signature.empty()) {
    if (signature.front() == 'z') {
      function.isVariadic = true;
      break;
    }
    if (signature.front() == '=') {
      function.lastDefault = std::stoull(std::string(signature.substr(1)));
      break;
    }
    function.params.push_back(decode(signature, generic));
  }
  set.overloads.push_back(std::move(function));
}

void Builtins::addMake(BuiltinSet &set, std::string_view name) {
  const VectorTypeInfo *info = vectorOfMake(name);
  BuiltinFunction function{BuiltinId::MakeVector, name, type(info->name), {}, false, std::nullopt};
  function.params.assign(info->count, unit_->types.builtin(info->element));
  set.overloads.push_back(std::move(function));
}

const BuiltinSet *Builtins::function(std::string_view name) {
  if (auto known = functions_.find(name); known != functions_.end())
    return known->second.get();
  auto set = std::make_unique<BuiltinSet>();
  std::string_view key; // of static storage
  if (const VectorTypeInfo *info = vectorOfMake(name)) {
    static std::unordered_map<std::string_view, std::string> makeNames = [] {
      std::unordered_map<std::string_view, std::string> names;
      for (const VectorTypeInfo &vector : vectorTypes())
        names.emplace(vector.name, std::string("make_") + vector.name);
      return names;
    }();
    key = makeNames.at(info->name);
    addMake(*set, key);
  } else {
    auto rows = rowsByName().find(name);
    if (rows == rowsByName().end())
      return nullptr;
    key = rows->first;
    for (const Row *row : rows->second) {
      set->pick = row->pick;
      if (!row->types[0])
        addOverload(*set, row->id, key, row->signature, {});
      for (const char *letter = row->types; *letter; ++letter) {
        if (*letter == 'V' || *letter == 'W') {
          addOverload(*set, row->id, key, row->signature,
                      type(*letter == 'V' ? "__half2" : "__nv_bfloat162"));
          continue;
        }
        if (*letter != '#') {
          addOverload(*set, row->id, key, row->signature, unit_->types.builtin(kindOf(*letter)));
          continue;
        }
        for (const VectorTypeInfo &info : vectorTypes())
          addOverload(*set, row->id, key, row->signature, type(info.name));
      }
    }
  }
  return functions_.emplace(key, std::move(set)).first->second.get();
}

namespace {

// `*` stands for any text; at most one. Patterns without `::` are not for members.
bool matches(std::string_view pattern, std::string_view name) {
  if (name.find("::") != name.npos && pattern.find("::") == pattern.npos)
    return false;
  size_t star = pattern.find('*');
  if (star == std::string_view::npos)
    return pattern == name;
  std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  return name.size() >= head.size() + tail.size() && name.starts_with(head) && name.ends_with(tail);
}

} // namespace

std::optional<UnsupportedName> unsupportedName(std::string_view name) {
#define HD_UNSUPPORTED(NAME, FEATURE, INSTEAD)                                                               \
  if (matches(NAME, name))                                                                                   \
    return UnsupportedName{FEATURE, INSTEAD};
#include "frontend/sema/builtins.def"
  return std::nullopt;
}

const std::vector<std::string_view> &allBuiltinNames() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const auto &[name, rows] : rowsByName())
      if (name != "make_")
        all.push_back(name);
    for (const auto &[name, constant] : constants())
      all.push_back(name);
#define HD_BUILTIN_VARIABLE(ID, NAME, TYPE) all.push_back(NAME);
#include "frontend/sema/builtins.def"
    std::sort(all.begin(), all.end()); // the same suggestion in every run
    return all;
  }();
  return names;
}

} // namespace hd::sema
