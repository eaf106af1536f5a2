// f16 and bf16, which are ushorts here: OpenCL C has no arithmetic on the one without an extension, and none
// on the other. Rounded to nearest even, with denormals; a NaN keeps its upper bits and is quiet.
#include "backends/opencl/prelude.h"

#include "llvm/ADT/ArrayRef.h"

namespace hd::opencl {

llvm::ArrayRef<PreludeFunction> smallFloatFunctions();

static const PreludeFunction kSmallFloats[] = {
    {"hd_from_f16", "", R"(
static float hd_from_f16(ushort x) {
  uint sign = (x & 0x8000u) << 16, m = x & 0x7fffu;
  if (m < 0x400u)
    return as_float(as_uint((float)m * 0x1p-24f) | sign);
  uint bits = m < 0x7c00u ? (m << 13) + 0x38000000u : m << 13 | (m > 0x7c00u ? 0x7fc00000u : 0x7f800000u);
  return as_float(bits | sign);
}
)"},
    // 0.5 has the step of f16's denormals.
    {"hd_to_f16", "", R"(
static ushort hd_to_f16(float x) {
  uint sign = as_uint(x) >> 16 & 0x8000u, m = as_uint(x) & 0x7fffffffu;
  if (m > 0x7f800000u)
    return (ushort)(sign | 0x7e00u | (m >> 13 & 0x3ffu));
  if (m >= 0x47800000u)
    return (ushort)(sign | 0x7c00u);
  if (m < 0x38800000u)
    return (ushort)(sign | (as_uint(as_float(m) + 0.5f) - 0x3f000000u));
  return (ushort)(sign | (m - 0x38000000u + 0xfffu + (m >> 13 & 1u)) >> 13);
}
)"},
    {"hd_from_bf16", "", R"(
static float hd_from_bf16(ushort x) { return as_float((uint)x << 16); }
)"},
    {"hd_to_bf16", "", R"(
static ushort hd_to_bf16(float x) {
  uint bits = as_uint(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u)
    return (ushort)(bits >> 16 | 0x40u);
  return (ushort)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}
)"},
};

llvm::ArrayRef<PreludeFunction> smallFloatFunctions() { return kSmallFloats; }

} // namespace hd::opencl
