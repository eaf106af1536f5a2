// One case for each kind of parameter.
#include "tools/heddle/arguments.h"

#include "tools/heddle/failure.h"
#include "tools/heddle/value_text.h"

namespace hd::cli {
namespace {

using abi::TypeRecord;

void makeScalar(Argument &argument, const abi::Parameter &parameter, const std::string &text) {
  std::string what = fmt::format("parameter `{}`", parameter.name);
  if (isBufferText(text))
    usageError("{} is of type `{}` and takes a value; found the buffer `{}`", what, parameter.type.spelling,
               text);
  argument.bytes.resize(parameter.type.size);
  parseValue(text, parameter.type, argument.bytes.data(), what);
  if (parameter.type.kind == TypeRecord::Kind::kScalar)
    argument.value =
        ArgumentValue::scalar(parameter.type.scalar, argument.bytes.data(), argument.bytes.size());
  else
    argument.value = ArgumentValue::bytes(argument.bytes.data(), argument.bytes.size());
}

// Made in place where the host reaches the memory, else in host memory first.
void fillBuffer(const Argument &argument) {
  const BufferContent &content = argument.content;
  if (!content.fill)
    return require(argument.buffer.view().copy_from_bytes(content.file.data.get(), content.bytes));
  if (void *direct = argument.buffer.view().host_address())
    return content.fill(static_cast<std::byte *>(direct));
  std::vector<std::byte> staging(content.bytes);
  content.fill(staging.data());
  require(argument.buffer.view().copy_from_bytes(staging.data(), staging.size()));
}

void makeBuffer(const Device &device, Argument &argument, const abi::Parameter &parameter,
                const std::string &text) {
  argument.content = parseBuffer(text, parameter);
  auto buffer = device.allocate(argument.content.bytes);
  require(buffer.status());
  argument.buffer = std::move(*buffer);
  if (argument.content.bytes > 0)
    fillBuffer(argument);
  argument.content.file.data.reset();
  argument.value = ArgumentValue::buffer(argument.buffer.view());
}

} // namespace

std::vector<Argument> makeArguments(const Device &device, const abi::Kernel &kernel,
                                    std::span<const std::string> texts) {
  if (texts.size() != kernel.parameters.size())
    usageError("kernel `{}` takes {} argument{}, found {}; it is `{}`", kernel.name, kernel.parameters.size(),
               kernel.parameters.size() == 1 ? "" : "s", texts.size(), signatureOf(kernel));
  std::vector<Argument> arguments(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const abi::Parameter &parameter = kernel.parameters[i];
    if (parameter.type.kind == TypeRecord::Kind::kPointer)
      makeBuffer(device, arguments[i], parameter, texts[i]);
    else
      makeScalar(arguments[i], parameter, texts[i]);
  }
  return arguments;
}

std::string signatureOf(const abi::Kernel &kernel) {
  std::string text = kernel.name + "(";
  for (const abi::Parameter &parameter : kernel.parameters) {
    const std::string &type = parameter.type.spelling;
    text += (text.back() == '(' ? "" : ", ") + type + (type.ends_with('*') ? "" : " ") + parameter.name;
  }
  return text + ")";
}

void require(const Status &status) {
  if (status.ok())
    return;
  switch (status.code()) {
  case StatusCode::invalid_argument:
  case StatusCode::not_found:
  case StatusCode::corrupt:
  case StatusCode::io_error:
    throw Failure{kUsage, status.message()};
  case StatusCode::unsupported:
    throw Failure{kUnsupported, status.message()};
  case StatusCode::compile_failed:
    throw Failure{kDiagnostics, status.message()};
  case StatusCode::out_of_memory:
  case StatusCode::kernel_failed:
  case StatusCode::not_ready:
  case StatusCode::device_error:
  case StatusCode::device_lost:
    throw Failure{kRunFailed, status.to_string()};
  case StatusCode::ok:
    break;
  }
}

} // namespace hd::cli
