// NumPy's `.npy` files, format versions 1 to 3: arrays of the language's scalars, C order, little endian.
// Everything else is a Failure that says what was found and what to do.
#pragma once

#include "runtime/abi/module.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hd::cli {

struct NpyArray {
  abi::Scalar scalar = abi::Scalar::kFloat32;
  std::vector<uint64_t> shape; // empty: one element
  std::unique_ptr<std::byte[]> data;
  uint64_t bytes = 0;
};

NpyArray readNpy(const std::string &path);
void writeNpy(const std::string &path, abi::Scalar scalar, std::span<const uint64_t> shape,
              std::span<const std::byte> data);

} // namespace hd::cli
