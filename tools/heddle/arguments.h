// The ARGs of `heddle run`, checked against the kernel's signature and put on the device.
#pragma once

#include "heddle/heddle.h"
#include "tools/heddle/buffer_text.h"

#include <optional>
#include <span>

namespace hd::cli {

// One argument and what it needs to live. `content` is that of buffers only.
struct Argument {
  std::optional<ArgumentValue> value;
  std::vector<std::byte> bytes; // of scalars and structs
  RawBuffer buffer;
  BufferContent content;

  bool isBuffer() const { return buffer.valid(); }
};

// In the order of the parameters. A Failure for a wrong number or kind, naming the parameter. Does not move
// afterwards: values point into the arguments.
std::vector<Argument> makeArguments(const Device &device, const abi::Kernel &kernel,
                                    std::span<const std::string> texts);

// `saxpy(int n, float a, const float *x)`
std::string signatureOf(const abi::Kernel &kernel);

// Throws the status of a runtime call that failed, as a Failure with the exit code that its kind has.
void require(const Status &status);

} // namespace hd::cli
