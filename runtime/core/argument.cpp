// One argument of a launch against one parameter of the kernel's record.
#include "runtime/core/launch_check.h"
#include "runtime/drivers/driver.h"

namespace hd {

ArgumentValue ArgumentValue::scalar(abi::Scalar type, const void *bits, size_t size) {
  ArgumentValue value(Kind::scalar);
  value.size_ = std::min(size, sizeof(value.bits_));
  value.element_ = {ElementType::Kind::scalar, type, static_cast<uint32_t>(value.size_)};
  std::memcpy(&value.bits_, bits, value.size_);
  return value;
}

ArgumentValue ArgumentValue::buffer(const BufferView &view) {
  ArgumentValue value(Kind::buffer);
  value.element_ = view.element();
  value.bits_ = view.offset();
  value.size_ = view.size_bytes();
  value.memory_ = view.memory().get();
  return value;
}

ArgumentValue ArgumentValue::bytes(const void *data, size_t size) {
  ArgumentValue value(Kind::bytes);
  value.data_ = data;
  value.size_ = size;
  return value;
}

namespace core {
namespace {

// Scalars of one class are exchanged freely: integers of one size, whatever their sign.
bool sameClass(abi::Scalar a, abi::Scalar b) {
  auto unsignedForm = [](abi::Scalar s) {
    switch (s) {
    case abi::Scalar::kInt8:
      return abi::Scalar::kUInt8;
    case abi::Scalar::kInt16:
      return abi::Scalar::kUInt16;
    case abi::Scalar::kInt32:
      return abi::Scalar::kUInt32;
    case abi::Scalar::kInt64:
      return abi::Scalar::kUInt64;
    case abi::Scalar::kBool:
    case abi::Scalar::kUInt8:
    case abi::Scalar::kUInt16:
    case abi::Scalar::kUInt32:
    case abi::Scalar::kUInt64:
    case abi::Scalar::kFloat16:
    case abi::Scalar::kBFloat16:
    case abi::Scalar::kFloat32:
    case abi::Scalar::kFloat64:
      return s;
    }
    return s;
  };
  return unsignedForm(a) == unsignedForm(b);
}

// Whether every scalar inside of `type` is of `scalar`'s class: float4 is made of float.
bool isMadeOf(const abi::TypeRecord &type, abi::Scalar scalar) {
  using Kind = abi::TypeRecord::Kind;
  switch (type.kind) {
  case Kind::kScalar:
    return sameClass(type.scalar, scalar);
  case Kind::kPointer:
    return sameClass(abi::Scalar::kUInt64, scalar);
  case Kind::kArray:
    return isMadeOf(type.element.front(), scalar);
  case Kind::kStruct:
    for (const abi::TypeRecord::Field &field : type.fields)
      if (!isMadeOf(field.type, scalar))
        return false;
    return true;
  }
  return false;
}

bool mayHold(const ElementType &element, const abi::TypeRecord &pointer) {
  if (element.kind == ElementType::Kind::unknown || pointer.element.empty())
    return true;
  const abi::TypeRecord &pointee = pointer.element.front();
  if (element.kind == ElementType::Kind::scalar)
    return isMadeOf(pointee, element.scalar);
  return pointee.size == element.size || pointee.size == 1;
}

std::string found(const ArgumentValue &argument) {
  const ElementType &element = argument.element();
  switch (argument.kind()) {
  case ArgumentValue::Kind::scalar:
    return "`" + std::string(scalarName(element.scalar)) + "`";
  case ArgumentValue::Kind::null_pointer:
    return "a null pointer";
  case ArgumentValue::Kind::bytes:
    return "a struct of " + std::to_string(argument.size()) + " bytes";
  case ArgumentValue::Kind::buffer:
    break;
  }
  switch (element.kind) {
  case ElementType::Kind::scalar:
    return "a buffer of `" + std::string(scalarName(element.scalar)) + "`";
  case ElementType::Kind::record:
    return "a buffer of structs of " + std::to_string(element.size) + " bytes";
  case ElementType::Kind::unknown:
    break;
  }
  return "a buffer";
}

Status mismatch(const abi::Kernel &kernel, size_t index, const std::string &what) {
  const abi::Parameter &parameter = kernel.parameters[index];
  std::string name = parameter.name.empty() ? "" : " `" + parameter.name + "`";
  return {StatusCode::invalid_argument,
          "launch of kernel `" + kernel.name + "`: parameter " + std::to_string(index + 1) + name + " " +
              what,
          "launch"};
}

Status wrongType(const abi::Kernel &kernel, size_t index, const ArgumentValue &argument) {
  return mismatch(kernel, index,
                  "expects `" + kernel.parameters[index].type.spelling + "`, found " + found(argument));
}

Status packPointer(const abi::Kernel &kernel, size_t index, const ArgumentValue &argument,
                   const drivers::Device *device, std::byte *to) {
  uint64_t address = 0;
  if (argument.kind() == ArgumentValue::Kind::buffer) {
    const drivers::Memory *memory = argument.memory();
    if (!memory)
      return mismatch(kernel, index, "got an empty buffer");
    if (device && memory->device != device)
      return mismatch(kernel, index, "got a buffer of another device");
    if (!mayHold(argument.element(), kernel.parameters[index].type))
      return wrongType(kernel, index, argument);
    address = memory->address + argument.offset();
  } else if (argument.kind() != ArgumentValue::Kind::null_pointer) {
    return wrongType(kernel, index, argument);
  }
  std::memcpy(to, &address, sizeof(address));
  return {};
}

} // namespace

std::string_view scalarName(abi::Scalar scalar) {
  switch (scalar) {
  case abi::Scalar::kBool:
    return "bool";
  case abi::Scalar::kInt8:
    return "signed char";
  case abi::Scalar::kUInt8:
    return "unsigned char";
  case abi::Scalar::kInt16:
    return "short";
  case abi::Scalar::kUInt16:
    return "unsigned short";
  case abi::Scalar::kInt32:
    return "int";
  case abi::Scalar::kUInt32:
    return "unsigned int";
  case abi::Scalar::kInt64:
    return "long long";
  case abi::Scalar::kUInt64:
    return "unsigned long long";
  case abi::Scalar::kFloat16:
    return "__half";
  case abi::Scalar::kBFloat16:
    return "__nv_bfloat16";
  case abi::Scalar::kFloat32:
    return "float";
  case abi::Scalar::kFloat64:
    return "double";
  }
  return "unknown";
}

Status packArgument(const abi::Kernel &kernel, size_t index, const ArgumentValue &argument,
                    const drivers::Device *device, std::byte *block) {
  using Kind = abi::TypeRecord::Kind;
  const abi::TypeRecord &type = kernel.parameters[index].type;
  std::byte *to = block + kernel.parameters[index].offset;
  bool fits = false;
  switch (type.kind) {
  case Kind::kPointer:
    return packPointer(kernel, index, argument, device, to);
  case Kind::kScalar:
    fits = argument.kind() == ArgumentValue::Kind::scalar && argument.size() == type.size &&
           sameClass(argument.element().scalar, type.scalar);
    break;
  case Kind::kStruct:
  case Kind::kArray:
    fits = argument.kind() == ArgumentValue::Kind::bytes && argument.size() == type.size;
    break;
  }
  if (!fits)
    return wrongType(kernel, index, argument);
  std::memcpy(to, argument.data(), type.size);
  return {};
}

} // namespace core
} // namespace hd
