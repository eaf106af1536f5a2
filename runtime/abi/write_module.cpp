// A module as the bytes of its file.
#include "runtime/abi/module_file.h"

#include "runtime/abi/byte_stream.h"
#include "runtime/abi/checksum.h"

namespace hd::abi {
namespace {

void writeType(Writer &out, const TypeRecord &type) {
  out.integer(static_cast<uint8_t>(type.kind));
  out.integer(static_cast<uint8_t>(type.scalar));
  out.integer(static_cast<uint8_t>(type.isConst));
  out.integer(type.size);
  out.integer(type.alignment);
  out.integer(type.count);
  out.string(type.spelling);
  out.list(type.element, [&](const TypeRecord &element) { writeType(out, element); });
  out.list(type.fields, [&](const TypeRecord::Field &field) {
    out.string(field.name);
    out.integer(field.offset);
    writeType(out, field.type);
  });
}

void writeKernel(Writer &out, const Kernel &kernel) {
  out.string(kernel.name);
  out.string(kernel.file);
  out.integer(kernel.line);
  out.integer(kernel.parameterBytes);
  out.integer(kernel.staticSharedBytes);
  out.integer(kernel.maxThreadsPerBlock);
  out.integer(static_cast<uint8_t>(kernel.usesDynamicShared));
  out.list(kernel.parameters, [&](const Parameter &parameter) {
    out.string(parameter.name);
    out.integer(parameter.offset);
    writeType(out, parameter.type);
  });
}

void writeKernelImage(Writer &out, const KernelImage &kernel) {
  out.string(kernel.kernel);
  out.integer(kernel.scratchBytes);
  out.integer(kernel.scratchBytesPerWarp);
  out.integer(kernel.vectorWidth);
  out.integer(kernel.sharedBytes);
  out.integer(static_cast<uint8_t>(kernel.usesMessages));
  out.integer(static_cast<uint8_t>(kernel.usesGlobals));
  out.integer(kernel.threadsAtATime);
  out.list(kernel.features, [&](const std::string &feature) { out.string(feature); });
}

void writeMessage(Writer &out, const Message &message) {
  out.integer(static_cast<uint8_t>(message.kind));
  out.string(message.text);
  out.list(message.parameters, [&](Scalar scalar) { out.integer(static_cast<uint8_t>(scalar)); });
}

void writeImage(Writer &out, const Image &image) {
  out.string(image.target);
  out.string(image.format);
  out.list(image.kernels, [&](const KernelImage &kernel) { writeKernelImage(out, kernel); });
  out.blob(image.bytes);
  out.list(image.globals, [&](const GlobalSlot &slot) {
    out.string(slot.name);
    out.integer(slot.offset);
    out.integer(slot.size);
  });
  out.blob(image.globalBytes);
  out.list(image.messages, [&](const Message &message) { writeMessage(out, message); });
}

} // namespace

std::vector<uint8_t> writeModule(const Module &module) {
  Writer body;
  body.string(module.name);
  body.string(module.producer);
  body.list(module.kernels, [&](const Kernel &kernel) { writeKernel(body, kernel); });
  body.list(module.globals, [&](const Global &global) {
    body.string(global.name);
    body.integer(static_cast<uint8_t>(global.isConstant));
    writeType(body, global.type);
  });
  body.list(module.images, [&](const Image &image) { writeImage(body, image); });
  body.blob(module.ir);
  std::vector<uint8_t> content = body.take();

  Writer file;
  for (char c : kModuleFileMagic)
    file.integer(static_cast<uint8_t>(c));
  file.integer(kModuleFileVersion);
  file.integer(crc32(content));
  file.integer(static_cast<uint64_t>(content.size()));
  std::vector<uint8_t> bytes = file.take();
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

} // namespace hd::abi
