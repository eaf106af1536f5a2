// A module from the bytes of its file, of which nothing is believed.
#include "runtime/abi/module_file.h"

#include "runtime/abi/byte_stream.h"
#include "runtime/abi/checksum.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

namespace hd::abi {
namespace {

constexpr size_t kHeaderBytes = 24;
constexpr int kMaxTypeDepth = 64;
constexpr uint32_t kMaxParameterBytes = 1u << 16;

void checkType(Reader &in, const TypeRecord &type) {
  if (type.alignment == 0 || (type.alignment & (type.alignment - 1)) != 0)
    in.fail("alignment " + std::to_string(type.alignment) + " of type `" + type.spelling +
            "` is not a power of two");
  size_t maxElements = type.kind == TypeRecord::Kind::kPointer || type.kind == TypeRecord::Kind::kArray;
  size_t minElements = type.kind == TypeRecord::Kind::kArray;
  if (type.element.size() < minElements || type.element.size() > maxElements)
    in.fail("type `" + type.spelling + "` has " + std::to_string(type.element.size()) + " element types");
  if (type.kind != TypeRecord::Kind::kStruct && !type.fields.empty())
    in.fail("type `" + type.spelling + "` has fields but is not a struct");
  for (const TypeRecord::Field &field : type.fields)
    if (static_cast<uint64_t>(field.offset) + field.type.size > type.size)
      in.fail("field `" + field.name + "` lies outside of type `" + type.spelling + "`");
}

TypeRecord readType(Reader &in, int depth) {
  TypeRecord type;
  if (depth > kMaxTypeDepth) {
    in.fail("types nest deeper than " + std::to_string(kMaxTypeDepth));
    return type;
  }
  uint8_t kind = in.integer<uint8_t>(), scalar = in.integer<uint8_t>();
  if (kind > static_cast<uint8_t>(TypeRecord::Kind::kArray))
    in.fail("unknown kind of type: " + std::to_string(kind));
  if (scalar > static_cast<uint8_t>(Scalar::kFloat64))
    in.fail("unknown scalar type: " + std::to_string(scalar));
  type.kind = static_cast<TypeRecord::Kind>(kind);
  type.scalar = static_cast<Scalar>(scalar);
  type.isConst = in.boolean("const");
  type.size = in.integer<uint32_t>();
  type.alignment = in.integer<uint32_t>();
  type.count = in.integer<uint64_t>();
  type.spelling = in.string();
  in.list(type.element, [&] { return readType(in, depth + 1); });
  in.list(type.fields, [&] {
    TypeRecord::Field field;
    field.name = in.string();
    field.offset = in.integer<uint32_t>();
    field.type = readType(in, depth + 1);
    return field;
  });
  if (!in.failed())
    checkType(in, type);
  return type;
}

Parameter readParameter(Reader &in, const Kernel &kernel) {
  Parameter parameter;
  parameter.name = in.string();
  parameter.offset = in.integer<uint32_t>();
  parameter.type = readType(in, 0);
  if (static_cast<uint64_t>(parameter.offset) + parameter.type.size > kernel.parameterBytes)
    in.fail("parameter `" + parameter.name + "` of kernel `" + kernel.name +
            "` lies outside of the parameter block of " + std::to_string(kernel.parameterBytes) + " bytes");
  return parameter;
}

Kernel readKernel(Reader &in) {
  Kernel kernel;
  kernel.name = in.string();
  kernel.file = in.string();
  kernel.line = in.integer<uint32_t>();
  kernel.parameterBytes = in.integer<uint32_t>();
  kernel.staticSharedBytes = in.integer<uint32_t>();
  kernel.maxThreadsPerBlock = in.integer<uint32_t>();
  kernel.usesDynamicShared = in.boolean("uses dynamic shared memory");
  if (kernel.parameterBytes > kMaxParameterBytes)
    in.fail("kernel `" + kernel.name + "` has " + std::to_string(kernel.parameterBytes) +
            " bytes of parameters, at most " + std::to_string(kMaxParameterBytes) + " are allowed");
  in.list(kernel.parameters, [&] { return readParameter(in, kernel); });
  return kernel;
}

Global readGlobal(Reader &in) {
  Global global;
  global.name = in.string();
  global.isConstant = in.boolean("constant");
  global.type = readType(in, 0);
  return global;
}

// What images refer to: the kernels by name, and the globals with their sizes.
struct Declared {
  std::unordered_set<std::string> kernels;
  std::unordered_map<std::string, uint64_t> globals;
};

KernelImage readKernelImage(Reader &in) {
  KernelImage kernel;
  kernel.kernel = in.string();
  kernel.scratchBytes = in.integer<uint64_t>();
  kernel.scratchBytesPerWarp = in.integer<uint64_t>();
  kernel.vectorWidth = in.integer<uint32_t>();
  kernel.sharedBytes = in.integer<uint32_t>();
  kernel.usesMessages = in.boolean("uses messages");
  kernel.usesGlobals = in.boolean("uses globals");
  kernel.threadsAtATime = in.integer<uint32_t>();
  in.list(kernel.features, [&] { return in.string(); });
  return kernel;
}

Message readMessage(Reader &in) {
  Message message;
  uint8_t kind = in.integer<uint8_t>();
  if (kind > static_cast<uint8_t>(Message::Kind::kFailure))
    in.fail("unknown kind of message: " + std::to_string(kind));
  message.kind = static_cast<Message::Kind>(kind);
  message.text = in.string();
  in.list(message.parameters, [&] {
    auto scalar = static_cast<Scalar>(in.integer<uint8_t>());
    if (scalar != Scalar::kInt64 && scalar != Scalar::kUInt64 && scalar != Scalar::kFloat64 &&
        scalar != Scalar::kFloat32)
      in.fail("an argument of message `" + message.text + "` has a type that fills no slot");
    return scalar;
  });
  if (message.kind == Message::Kind::kFailure && !message.parameters.empty())
    in.fail("failure `" + message.text + "` has arguments");
  return message;
}

void checkKernelImages(Reader &in, const Image &image, const Declared &declared) {
  std::unordered_set<std::string> seen;
  for (const KernelImage &kernel : image.kernels) {
    std::string where = "image `" + image.target + "` names kernel `" + kernel.kernel + "`";
    if (!declared.kernels.contains(kernel.kernel))
      in.fail(where + ", which the module lacks");
    if (!seen.insert(kernel.kernel).second)
      in.fail(where + " twice");
    if (kernel.threadsAtATime == 0)
      in.fail(where + ", whose threads do the work of none");
    if (kernel.usesGlobals && image.globalBytes.empty())
      in.fail(where + ", which uses globals, but has no contents of globals");
  }
}

void checkGlobalSlots(Reader &in, const Image &image, const Declared &declared) {
  std::unordered_set<std::string> seen;
  for (const GlobalSlot &slot : image.globals) {
    std::string where = "image `" + image.target + "` places global `" + slot.name + "`";
    if (slot.offset > image.globalBytes.size() || slot.size > image.globalBytes.size() - slot.offset)
      in.fail(where + " outside of its block of " + std::to_string(image.globalBytes.size()) + " bytes");
    if (slot.name.empty())
      continue;
    auto global = declared.globals.find(slot.name);
    if (global == declared.globals.end())
      in.fail(where + ", which the module lacks");
    else if (global->second != slot.size)
      in.fail(where + " with " + std::to_string(slot.size) + " bytes, expected " +
              std::to_string(global->second));
    if (!seen.insert(slot.name).second)
      in.fail(where + " twice");
  }
}

Image readImage(Reader &in, const Declared &declared) {
  Image image;
  image.target = in.string();
  image.format = in.string();
  in.list(image.kernels, [&] { return readKernelImage(in); });
  image.bytes = in.blob();
  in.list(image.globals, [&] {
    GlobalSlot slot;
    slot.name = in.string();
    slot.offset = in.integer<uint64_t>();
    slot.size = in.integer<uint64_t>();
    return slot;
  });
  image.globalBytes = in.blob();
  in.list(image.messages, [&] { return readMessage(in); });
  if (!in.failed()) {
    checkKernelImages(in, image, declared);
    checkGlobalSlots(in, image, declared);
  }
  return image;
}

Module readContent(Reader &in) {
  Module module;
  Declared declared;
  module.name = in.string();
  module.producer = in.string();
  in.list(module.kernels, [&] {
    Kernel kernel = readKernel(in);
    if (!declared.kernels.insert(kernel.name).second)
      in.fail("kernel `" + kernel.name + "` occurs twice");
    return kernel;
  });
  in.list(module.globals, [&] {
    Global global = readGlobal(in);
    declared.globals.emplace(global.name, global.type.size);
    return global;
  });
  in.list(module.images, [&] { return readImage(in, declared); });
  module.ir = in.blob();
  if (!in.failed() && in.left() != 0)
    in.fail(std::to_string(in.left()) + " bytes follow the end of the content");
  return module;
}

std::string checkHeader(std::span<const uint8_t> bytes) {
  size_t shown = std::min(bytes.size(), kModuleFileMagic.size());
  if (std::memcmp(bytes.data(), kModuleFileMagic.data(), shown) != 0)
    return "not a Heddle module: it does not start with the magic bytes";
  if (bytes.size() < kHeaderBytes)
    return "truncated module: " + std::to_string(bytes.size()) + " bytes, but the header alone has " +
           std::to_string(kHeaderBytes);
  Reader header(bytes.subspan(kModuleFileMagic.size()));
  uint32_t version = header.integer<uint32_t>();
  uint32_t expectedChecksum = header.integer<uint32_t>();
  uint64_t size = header.integer<uint64_t>();
  if (version != kModuleFileVersion)
    return "module format version " + std::to_string(version) + " is not supported, expected version " +
           std::to_string(kModuleFileVersion) +
           (version < kModuleFileVersion ? ": build the module again with this version of `heddle build`"
                                         : ": it was built by a newer Heddle, whose runtime it needs");
  uint64_t found = bytes.size() - kHeaderBytes;
  if (size != found)
    return std::string(found < size ? "truncated" : "damaged") + " module: the header announces " +
           std::to_string(size) + " bytes of content, found " + std::to_string(found);
  if (crc32(bytes.subspan(kHeaderBytes)) != expectedChecksum)
    return "damaged module: its checksum does not match its content";
  return {};
}

} // namespace

ReadModule readModule(std::span<const uint8_t> bytes) {
  if (bytes.empty())
    return {std::nullopt, "truncated module: the file is empty"};
  if (std::string error = checkHeader(bytes); !error.empty())
    return {std::nullopt, std::move(error)};
  Reader content(bytes.subspan(kHeaderBytes));
  Module module = readContent(content);
  if (content.failed())
    return {std::nullopt, "invalid module: " + content.error()};
  return {std::move(module), {}};
}

} // namespace hd::abi
