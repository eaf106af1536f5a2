// Types first, as C++ sees them, then the functions.
#include "runtime/jit/compiler/launch_header.h"

#include "runtime/abi/symbols.h"
#include "runtime/jit/compiler/object_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace hd::jit {
namespace {

using abi::TypeRecord;

constexpr std::string_view kPlainSpellings[] = {
    "bool",  "char",         "signed char", "unsigned char", "short",     "unsigned short",
    "int",   "unsigned int", "long",        "unsigned long", "long long", "unsigned long long",
    "float", "double"};

std::string_view scalarName(abi::Scalar scalar) {
  switch (scalar) {
  case abi::Scalar::kBool:
    return "bool";
  case abi::Scalar::kInt8:
    return "int8_t";
  case abi::Scalar::kUInt8:
    return "uint8_t";
  case abi::Scalar::kInt16:
    return "int16_t";
  case abi::Scalar::kUInt16:
    return "uint16_t";
  case abi::Scalar::kFloat16:
    return "hd::half";
  case abi::Scalar::kBFloat16:
    return "hd::bfloat16";
  case abi::Scalar::kInt32:
    return "int32_t";
  case abi::Scalar::kUInt32:
    return "uint32_t";
  case abi::Scalar::kInt64:
    return "int64_t";
  case abi::Scalar::kUInt64:
    return "uint64_t";
  case abi::Scalar::kFloat32:
    return "float";
  case abi::Scalar::kFloat64:
    return "double";
  }
  return "";
}

// Without qualifiers and the keyword of a record.
std::string_view bareSpelling(std::string_view spelling) {
  for (std::string_view prefix : {"const ", "volatile ", "struct ", "union ", "enum "})
    while (spelling.starts_with(prefix))
      spelling.remove_prefix(prefix.size());
  while (spelling.ends_with(" const"))
    spelling.remove_suffix(6);
  return spelling;
}

class HeaderWriter {
public:
  explicit HeaderWriter(const abi::Module &module) : module_(module), name_(identifierOf(module.name)) {}

  std::string write() {
    for (const abi::Kernel &kernel : module_.kernels)
      for (const abi::Parameter &parameter : kernel.parameters)
        defineStructs(parameter.type);
    std::string functions;
    for (const abi::Kernel &kernel : module_.kernels)
      functions += launchFunction(kernel);
    return fmt::format(
        R"(// Made by {0} from the module `{1}`; do not edit. Link with its object and with heddle::runtime.
#pragma once

#include <heddle/linked_module.h>

#include <cstddef>
#include <cstdint>

extern "C" const unsigned char heddle_module_{2}[];
extern "C" const uint64_t heddle_module_{2}_size;

namespace {2}_kernels {{
{3}
// Loaded once per device, at the first launch.
inline hd::LinkedModule &linked_module() {{
  static auto *module = new hd::LinkedModule(heddle_module_{2}, heddle_module_{2}_size);
  return *module;
}}
{4}
}} // namespace {2}_kernels
)",
        module_.producer, module_.name, name_, structs_, functions);
  }

private:
  // The name of a type in C++; `void` for what has none.
  std::string typeName(const TypeRecord &type) const {
    std::string_view spelling = bareSpelling(type.spelling);
    switch (type.kind) {
    case TypeRecord::Kind::kScalar: {
      bool plain = std::find(std::begin(kPlainSpellings), std::end(kPlainSpellings), spelling) !=
                   std::end(kPlainSpellings);
      return std::string(plain ? spelling : scalarName(type.scalar));
    }
    case TypeRecord::Kind::kStruct:
      return abi::identifierOf(spelling);
    case TypeRecord::Kind::kPointer:
      return "void *";
    case TypeRecord::Kind::kArray:
      return "void";
    }
    return "void";
  }

  // Once for each name, members before the structs that hold them.
  void defineStructs(const TypeRecord &type) {
    for (const TypeRecord &element : type.element)
      defineStructs(element);
    if (type.kind != TypeRecord::Kind::kStruct)
      return;
    for (const TypeRecord::Field &field : type.fields)
      defineStructs(field.type);
    std::string name = typeName(type);
    if (!defined_.insert(name).second)
      return;
    structs_ += fmt::format("\nstruct alignas({}) {} {{\n", type.alignment, name);
    if (isUnion(type)) {
      structs_ +=
          fmt::format("  std::byte bytes[{}]; // fields overlap: fill in with std::memcpy\n", type.size);
    } else {
      for (const TypeRecord::Field &field : type.fields)
        structs_ += "  " + declaration(field) + ";\n";
    }
    structs_ += fmt::format("}};\nstatic_assert(sizeof({0}) == {1}, \"size of {0} in the kernel\");\n", name,
                            type.size);
    if (!isUnion(type))
      for (const TypeRecord::Field &field : type.fields)
        structs_ +=
            fmt::format("static_assert(offsetof({0}, {1}) == {2}, \"offset of {0}::{1} in the kernel\");\n",
                        name, nameOf(field), field.offset);
  }

  // A base class has no name of its own.
  static std::string nameOf(const TypeRecord::Field &field) {
    return field.name.empty() ? fmt::format("base{}", field.offset) : field.name;
  }

  static bool isUnion(const TypeRecord &type) {
    uint32_t end = 0;
    for (const TypeRecord::Field &field : type.fields) {
      if (field.offset < end)
        return true;
      end = field.offset + field.type.size;
    }
    return false;
  }

  std::string declaration(const TypeRecord::Field &field) const {
    const TypeRecord *type = &field.type;
    std::string extents;
    for (; type->kind == TypeRecord::Kind::kArray && !type->element.empty(); type = &type->element.front())
      extents += fmt::format("[{}]", type->count);
    return typeName(*type) + " " + nameOf(field) + extents;
  }

  std::string parameterType(const TypeRecord &type) const {
    if (type.kind != TypeRecord::Kind::kPointer)
      return type.kind == TypeRecord::Kind::kStruct ? "const " + typeName(type) + " &" : typeName(type) + " ";
    // Pointers to pointers and to arrays have no buffer of their own type.
    bool typed = !type.element.empty() && (type.element.front().kind == TypeRecord::Kind::kScalar ||
                                           type.element.front().kind == TypeRecord::Kind::kStruct);
    std::string pointee = typed ? typeName(type.element.front()) : "void";
    return fmt::format("hd::PointerArgument<{}{}> ", type.isConst ? "const " : "", pointee);
  }

  std::string launchFunction(const abi::Kernel &kernel) const {
    std::string parameters, arguments;
    for (size_t i = 0; i < kernel.parameters.size(); ++i) {
      const abi::Parameter &parameter = kernel.parameters[i];
      std::string name = parameter.name.empty() ? fmt::format("argument{}", i) : parameter.name;
      parameters += fmt::format(", {}{}", parameterType(parameter.type), name);
      arguments += ", " + name;
    }
    return fmt::format(R"(
// {0}:{1}
inline hd::Status {5}(const hd::Device &hd_device, const hd::LaunchShape &hd_shape{3}) {{
  hd::Result<hd::Kernel> hd_kernel = linked_module().kernel(hd_device, "{2}");
  return hd_kernel ? hd_kernel->launch(hd_shape{4}) : hd_kernel.status();
}}
)",
                       kernel.file, kernel.line, kernel.name, parameters, arguments,
                       abi::identifierOf(kernel.name));
  }

  const abi::Module &module_;
  std::string name_, structs_;
  std::set<std::string> defined_;
};

} // namespace

std::string launchHeader(const abi::Module &module) { return HeaderWriter(module).write(); }

} // namespace hd::jit
