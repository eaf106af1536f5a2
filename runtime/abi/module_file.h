// The `.hdm` file: abi::Module as bytes and back.
//
// Layout, all integers little-endian: magic (8 bytes), format version (u32), CRC-32 of the content (u32),
// content size (u64), content. The content is the module's members in the order of module.h; a string or
// a list is its length (u32; u64 for lists of bytes) and then its elements. Version 2 added what device
// images need and the IR, version 3 kernels whose threads do the work of several.
#pragma once

#include "runtime/abi/module.h"

#include <optional>
#include <span>
#include <string_view>

namespace hd::abi {

inline constexpr uint32_t kModuleFileVersion = 3;
inline constexpr std::string_view kModuleFileMagic{"\x7fHDM\r\n\x1a\n", 8};

// A module, or what is wrong with the bytes that should have been one.
struct ReadModule {
  std::optional<Module> module;
  std::string error;
  explicit operator bool() const { return module.has_value(); }
};

std::vector<uint8_t> writeModule(const Module &module);

// Accepts any bytes: truncated, altered and foreign files are an error, never a crash and never memory
// beyond a small multiple of the input's size. What it returns is consistent: enumerators are known,
// parameters lie inside their kernel's parameter block, every image names only kernels and globals of the
// module, and its globals lie inside their block.
ReadModule readModule(std::span<const uint8_t> bytes);

} // namespace hd::abi
