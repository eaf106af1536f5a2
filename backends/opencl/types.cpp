// Records keep hd's layout: members in order with explicit padding where C would put none, a union where all
// offsets are zero, plain bytes where neither fits.
#include "backends/opencl/types.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::opencl {

// `float4` and its kind.
static bool isVectorType(llvm::StringRef name) {
  name.consume_front("u");
  for (llvm::StringRef scalar : {"char", "short", "int", "long", "float", "double", "half", "bool", "quad"})
    if (name.starts_with(scalar))
      return llvm::StringSwitch<bool>(name.drop_front(scalar.size()))
          .Cases("", "2", "3", "4", "8", "16", true)
          .Default(false);
  return false;
}

bool isReserved(llvm::StringRef name) {
  static const llvm::StringSet<> words = {"auto",
                                          "break",
                                          "case",
                                          "const",
                                          "continue",
                                          "default",
                                          "do",
                                          "else",
                                          "enum",
                                          "extern",
                                          "for",
                                          "goto",
                                          "if",
                                          "inline",
                                          "register",
                                          "restrict",
                                          "return",
                                          "signed",
                                          "sizeof",
                                          "static",
                                          "struct",
                                          "switch",
                                          "typedef",
                                          "union",
                                          "unsigned",
                                          "void",
                                          "volatile",
                                          "while",
                                          "kernel",
                                          "global",
                                          "local",
                                          "constant",
                                          "private",
                                          "generic",
                                          "read_only",
                                          "write_only",
                                          "read_write",
                                          "uniform",
                                          "pipe",
                                          "true",
                                          "false",
                                          "size_t",
                                          "ptrdiff_t",
                                          "intptr_t",
                                          "uintptr_t",
                                          "event_t",
                                          "sampler_t",
                                          "image2d_t",
                                          "image3d_t",
                                          "complex",
                                          "imaginary",
                                          "asm",
                                          "typeof",
                                          "NULL",
                                          "NAN",
                                          "INFINITY",
                                          "MAXFLOAT",
                                          "HUGE_VALF",
                                          "HUGE_VAL",
                                          "barrier",
                                          "mem_fence",
                                          "fma",
                                          "sqrt",
                                          "floor",
                                          "ceil",
                                          "trunc",
                                          "rint",
                                          "fabs",
                                          "copysign",
                                          "abs",
                                          "min",
                                          "max",
                                          "mul_hi",
                                          "popcount",
                                          "clz",
                                          "isordered",
                                          "isunordered",
                                          "islessgreater",
                                          "as_int",
                                          "as_uint",
                                          "as_long",
                                          "as_ulong",
                                          "as_float",
                                          "as_double",
                                          "get_local_id",
                                          "get_group_id",
                                          "get_local_size",
                                          "get_num_groups",
                                          "bool",
                                          "linux",
                                          "unix",
                                          "this",
                                          "class"};
  return words.contains(name) || isVectorType(name) || name.starts_with("hd_") || name.starts_with("__") ||
         name.starts_with("cl_") || name.starts_with("CL") || name.starts_with("M_") ||
         name.starts_with("atom") || name.ends_with("_MAX") || name.ends_with("_MIN");
}

std::string identifier(llvm::StringRef name) {
  std::string result;
  for (char c : name)
    result += llvm::isAlnum(c) || c == '_' ? c : '_';
  if (result.empty() || llvm::isDigit(result[0]))
    result = "_" + result;
  return isReserved(result) ? result + "_" : result;
}

std::string Types::uniqueName(llvm::StringRef hint) {
  std::string name = identifier(hint), result = name;
  for (unsigned i = 2; !names_.insert(result).second; ++i)
    result = name + "_" + std::to_string(i);
  return result;
}

llvm::StringRef floatName(Type type) { return type.isF32() ? "float" : type.isF64() ? "double" : "ushort"; }

std::string Types::scalarName(Type type) {
  std::string name = "char"; // void *
  if (isa<ir::PointerType>(type))
    name = "ulong";
  else if (auto integer = dyn_cast<IntegerType>(type))
    name = integer.getWidth() == 1 ? "uchar" : integerName(integer.getWidth(), Sign::Signed);
  else if (isa<FloatType>(type))
    name = floatName(type);
  if (!mayAlias_ || name == "char" || name == "uchar")
    return name;
  std::string &alias = aliases_[name];
  if (alias.empty()) {
    alias = "hd_" + name;
    names_.insert(alias);
  }
  return alias;
}

std::string Types::declare(Type type, const std::string &name) {
  if (auto array = dyn_cast<ir::ArrayType>(type))
    return declare(array.getElement(), name + "[" + std::to_string(array.getCount()) + "]");
  std::string base = isa<ir::StructType>(type) ? record(cast<ir::StructType>(type)).name : scalarName(type);
  return name.empty() ? base : base + " " + name;
}

std::string Types::pointer(Type pointee, Space space, const std::string &name) {
  std::string inner = isa<ir::ArrayType>(pointee) ? "(*" + name + ")" : "*" + name;
  return qualifier(space).str() + " " + declare(pointee, inner);
}

const Record &Types::record(ir::StructType type) {
  auto [found, isNew] = records_.try_emplace(type.getAsOpaquePointer());
  if (isNew)
    define(type, found->second);
  return found->second;
}

// False when C's layout cannot be made the same.
bool Types::layFields(ir::StructType type, Record &record, std::string &body) {
  bool isUnion = llvm::all_of(type.getFieldOffsets(), [](uint64_t at) { return at == 0; });
  uint64_t end = 0, alignment = 1;
  llvm::StringSet<> used;
  for (auto [name, field, offset] :
       llvm::zip(type.getFieldNames(), type.getFieldTypes(), type.getFieldOffsets())) {
    uint64_t align = std::max<uint64_t>(ir::alignmentOf(field), 1);
    alignment = std::max(alignment, align);
    if (!isUnion && offset < end)
      return false;
    if (!isUnion && llvm::alignTo(end, align) != offset)
      body += "  uchar padding" + std::to_string(end) + "[" + std::to_string(offset - end) + "];\n";
    std::string member = identifier(name.getValue());
    while (!used.insert(member).second)
      member += "_";
    record.fields.push_back(member);
    body += "  " + declare(field, member) + ";\n";
    end = std::max(end, offset + ir::sizeOf(field));
  }
  uint64_t size = llvm::alignTo(std::max<uint64_t>(end, 1), type.getAlignment());
  return !type.getFieldTypes().empty() && alignment <= type.getAlignment() && size == type.getSize();
}

void Types::define(ir::StructType type, Record &record) {
  record.name = uniqueName(isVectorType(type.getName()) ? type.getName().str() + "_t"
                           : type.getName().empty()     ? "record"
                                                        : type.getName().str());
  std::string body;
  record.isOpaque = !layFields(type, record, body);
  bool isUnion = type.getFieldTypes().size() > 1 &&
                 llvm::all_of(type.getFieldOffsets(), [](uint64_t at) { return at == 0; });
  uint64_t natural = 1;
  for (Type field : type.getFieldTypes())
    natural = std::max(natural, ir::alignmentOf(field));
  if (record.isOpaque) {
    body = "  uchar bytes[" + std::to_string(type.getSize()) + "];\n";
    natural = 1;
  }
  definitions_ +=
      std::string("typedef ") + (isUnion && !record.isOpaque ? "union" : "struct") + " {\n" + body + "} ";
  if (type.getAlignment() > natural)
    definitions_ += "__attribute__((aligned(" + std::to_string(type.getAlignment()) + "))) ";
  definitions_ += record.name + ";\n\n";
}

std::string Types::arrayHolder(ir::ArrayType type) {
  std::string &name = holders_[type.getAsOpaquePointer()];
  if (name.empty()) {
    std::string member = "  " + declare(type, "elements") + ";\n";
    name = "hd_array" + std::to_string(holders_.size());
    definitions_ += "typedef struct {\n" + member + "} " + name + ";\n\n";
  }
  return name;
}

std::string Types::definitions() const {
  std::string text;
  if (!aliases_.empty())
    text += "// Memory that is also read as other types.\n"
            "#if defined(__clang__) || defined(__GNUC__)\n"
            "#define HD_MAY_ALIAS __attribute__((may_alias))\n"
            "#else\n"
            "#define HD_MAY_ALIAS\n"
            "#endif\n";
  for (auto &[scalar, alias] : aliases_)
    text += "typedef " + scalar + " HD_MAY_ALIAS " + alias + ";\n";
  return text + (aliases_.empty() ? "" : "\n") + definitions_;
}

} // namespace hd::opencl
