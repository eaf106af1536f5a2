// Names of what a kernel may need of a device beyond 32-bit integers and floats, as KernelImage::features and
// DeviceProperties::features spell them.
#pragma once

#include <string_view>

namespace hd::abi::features {

inline constexpr std::string_view kFloat64 = "f64";
inline constexpr std::string_view kFloat16 = "f16";
inline constexpr std::string_view kInt8 = "i8";   // 8-bit loads and stores
inline constexpr std::string_view kInt16 = "i16"; // 16-bit loads and stores
inline constexpr std::string_view kInt64 = "i64";
inline constexpr std::string_view kInt64Atomics = "i64-atomics";
inline constexpr std::string_view kPointers = "pointers"; // addresses in memory, not only as parameters
inline constexpr std::string_view kSubgroup32 = "subgroups-of-32";
inline constexpr std::string_view kClock = "clock";   // a counter of the device that kernels can read
inline constexpr std::string_view kChecks = "checks"; // the checker that kernels compiled for it call

} // namespace hd::abi::features
