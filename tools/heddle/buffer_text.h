// Buffers as text on the command line: `@x.npy`, `zeros:float:1024`, `full:float:1024:3.5`,
// `iota:int:1024`, `rand:float:1024:7`.
#pragma once

#include "runtime/abi/module.h"
#include "tools/heddle/element_type.h"
#include "tools/heddle/npy.h"

#include <functional>
#include <string>
#include <string_view>

namespace hd::cli {

// Elements of a buffer, checked against the pointer parameter that they are for.
struct BufferContent {
  uint64_t bytes = 0;
  abi::Scalar scalar = abi::Scalar::kUInt8; // what the elements consist of; bytes for mixed structs
  std::vector<uint64_t> shape;              // in scalars
  NpyArray file;                            // of `@x.npy`
  std::function<void(std::byte *)> fill;    // writes all bytes
};

// Whether the text means a buffer at all.
bool isBufferText(std::string_view text);

// A Failure that names the parameter when the text is malformed or its elements are not the parameter's.
BufferContent parseBuffer(std::string_view text, const abi::Parameter &parameter);

} // namespace hd::cli
