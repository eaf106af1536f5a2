// The table of integer and atomic functions, and how a source's opening is put together. In the text of a
// function on memory SPACE stands for `global` or `local`, of both of which there is one.
#include "backends/opencl/prelude.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

namespace hd::opencl {

llvm::ArrayRef<PreludeFunction> floatFunctions();      // prelude_floats.cpp
llvm::ArrayRef<PreludeFunction> smallFloatFunctions(); // prelude_small_floats.cpp

// Division by zero gives all ones and remainder the dividend; INT_MIN / -1 wraps.
// The driver sets HD_SUBGROUP_SIZE where the launch's warps lie in subgroups.
static const PreludeFunction kIntegers[] = {
    {"hd_warps_in_subgroups", "", R"(
#ifndef HD_SUBGROUP_SIZE
#define HD_SUBGROUP_SIZE 0
#endif
#define hd_warps_in_subgroups (HD_SUBGROUP_SIZE != 0)
)"},
    {"hd_shuffle", "hd_warps_in_subgroups", R"(
#if HD_SUBGROUP_SIZE != 0
static uint hd_shuffle(uint x, uint lane) {
  return sub_group_shuffle(x, (get_sub_group_local_id() & ~31u) | lane);
}
#else
#define hd_shuffle(x, lane) (x)
#endif
)"},
    {"hd_ballot", "hd_warps_in_subgroups", R"(
#if HD_SUBGROUP_SIZE != 0
static uint hd_ballot(bool x) {
  const uint4 bits = sub_group_ballot(x);
  const uint warp = get_sub_group_local_id() >> 5;
  return warp == 0 ? bits.x : warp == 1 ? bits.y : warp == 2 ? bits.z : bits.w;
}
#else
#define hd_ballot(x) (0u)
#endif
)"},
    {"hd_sync_warp", "hd_warps_in_subgroups", R"(
#if HD_SUBGROUP_SIZE != 0
static void hd_sync_warp(void) { sub_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE); }
#else
#define hd_sync_warp()
#endif
)"},
    {"hd_threads_are_lanes", "", R"(
#ifndef HD_THREADS_ARE_LANES
#define HD_THREADS_ARE_LANES 0
#endif
#define hd_threads_are_lanes (HD_THREADS_ARE_LANES != 0)
)"},
    {"hd_divide_i32", "", R"(
static int hd_divide_i32(int a, int b) { return b == 0 ? -1 : b == -1 ? (int)(0u - (uint)a) : a / b; }
)"},
    {"hd_divide_u32", "", R"(
static uint hd_divide_u32(uint a, uint b) { return b == 0 ? ~0u : a / b; }
)"},
    {"hd_divide_i64", "", R"(
static long hd_divide_i64(long a, long b) { return b == 0 ? -1 : b == -1 ? (long)(0ul - (ulong)a) : a / b; }
)"},
    {"hd_divide_u64", "", R"(
static ulong hd_divide_u64(ulong a, ulong b) { return b == 0 ? ~0ul : a / b; }
)"},
    {"hd_remainder_i32", "", R"(
static int hd_remainder_i32(int a, int b) { return b == 0 ? a : b == -1 ? 0 : a % b; }
)"},
    {"hd_remainder_u32", "", R"(
static uint hd_remainder_u32(uint a, uint b) { return b == 0 ? a : a % b; }
)"},
    {"hd_remainder_i64", "", R"(
static long hd_remainder_i64(long a, long b) { return b == 0 ? a : b == -1 ? 0 : a % b; }
)"},
    {"hd_remainder_u64", "", R"(
static ulong hd_remainder_u64(ulong a, ulong b) { return b == 0 ? a : a % b; }
)"},
    {"hd_ctz_i32", "", R"(
static uint hd_ctz_i32(uint x) { return popcount(~x & (x - 1)); }
)"},
    {"hd_ctz_i64", "", R"(
static ulong hd_ctz_i64(ulong x) { return popcount(~x & (x - 1)); }
)"},
    {"hd_bit_reverse_i32", "", R"(
static uint hd_bit_reverse_i32(uint x) {
  x = (x >> 1 & 0x55555555u) | (x & 0x55555555u) << 1;
  x = (x >> 2 & 0x33333333u) | (x & 0x33333333u) << 2;
  x = (x >> 4 & 0x0f0f0f0fu) | (x & 0x0f0f0f0fu) << 4;
  x = (x >> 8 & 0x00ff00ffu) | (x & 0x00ff00ffu) << 8;
  return x >> 16 | x << 16;
}
)"},
    {"hd_bit_reverse_i64", "hd_bit_reverse_i32", R"(
static ulong hd_bit_reverse_i64(ulong x) {
  return (ulong)hd_bit_reverse_i32((uint)x) << 32 | hd_bit_reverse_i32((uint)(x >> 32));
}
)"},
    {"hd_fence_block", "", R"(
static void hd_fence_block(void) {
#if __OPENCL_C_VERSION__ >= 200 && (__OPENCL_C_VERSION__ < 300 || defined(__opencl_c_atomic_order_acq_rel))
  atomic_work_item_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE, memory_order_acq_rel, memory_scope_work_group);
#else
  mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
#endif
}
)"},
    {"hd_fence_device", "", R"(
static void hd_fence_device(void) {
#if __OPENCL_C_VERSION__ >= 200 && (__OPENCL_C_VERSION__ < 300 || \
    defined(__opencl_c_atomic_order_acq_rel) && defined(__opencl_c_atomic_scope_device))
  atomic_work_item_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE, memory_order_acq_rel, memory_scope_device);
#else
  mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
#endif
}
)"},
};

// The old value, after the memory has the new one.
static const PreludeFunction kAtomics[] = {
    {"hd_atomic_fadd_f32", "", R"(
static float hd_atomic_fadd_f32_SPACE(volatile __SPACE uint *p, float value) {
  uint old = *p, seen;
  while ((seen = atomic_cmpxchg(p, old, as_uint(as_float(old) + value))) != old)
    old = seen;
  return as_float(old);
}
)"},
    {"hd_atomic_fadd_f64", "", R"(
static double hd_atomic_fadd_f64_SPACE(volatile __SPACE ulong *p, double value) {
  ulong old = *p, seen;
  while ((seen = atom_cmpxchg(p, old, as_ulong(as_double(old) + value))) != old)
    old = seen;
  return as_double(old);
}
)"},
    {"hd_atomic_inc_u32", "", R"(
static uint hd_atomic_inc_u32_SPACE(volatile __SPACE uint *p, uint limit) {
  uint old = *p, seen;
  while ((seen = atomic_cmpxchg(p, old, old >= limit ? 0 : old + 1)) != old)
    old = seen;
  return old;
}
)"},
    {"hd_atomic_dec_u32", "", R"(
static uint hd_atomic_dec_u32_SPACE(volatile __SPACE uint *p, uint limit) {
  uint old = *p, seen;
  while ((seen = atomic_cmpxchg(p, old, old == 0 || old > limit ? limit : old - 1)) != old)
    old = seen;
  return old;
}
)"},
    {"hd_atomic_inc_u64", "", R"(
static ulong hd_atomic_inc_u64_SPACE(volatile __SPACE ulong *p, ulong limit) {
  ulong old = *p, seen;
  while ((seen = atom_cmpxchg(p, old, old >= limit ? 0 : old + 1)) != old)
    old = seen;
  return old;
}
)"},
    {"hd_atomic_dec_u64", "", R"(
static ulong hd_atomic_dec_u64_SPACE(volatile __SPACE ulong *p, ulong limit) {
  ulong old = *p, seen;
  while ((seen = atom_cmpxchg(p, old, old == 0 || old > limit ? limit : old - 1)) != old)
    old = seen;
  return old;
}
)"},
};

// Saturating, NaN gives zero: `hd_f32_to_i8`. Empty for other names.
static std::string conversion(llvm::StringRef name) {
  llvm::StringRef rest = name;
  if (!rest.consume_front("hd_f") || !rest.contains("_to_"))
    return {};
  auto [from, to] = rest.split("_to_");
  bool isSigned = to[0] == 'i';
  unsigned bits = 0;
  to.drop_front().getAsInteger(10, bits);
  std::string scalar = bits == 8 ? "char" : bits == 16 ? "short" : bits == 32 ? "int" : "long";
  std::string target = isSigned ? scalar : "u" + scalar, source = from == "32" ? "float" : "double";
  std::string suffix = from == "32" ? "f" : "", prefix = isSigned ? "" : "U";
  std::string limit = (isSigned ? "" : "U") + (bits == 8    ? "CHAR"
                                               : bits == 16 ? "SHRT"
                                               : bits == 32 ? "INT"
                                                            : std::string("LONG"));
  std::string above =
      "x >= 0x1p" + std::to_string(isSigned ? bits - 1 : bits) + suffix + " ? " + limit + "_MAX : ";
  std::string body = isSigned ? "x != x ? 0 : x < -0x1p" + std::to_string(bits - 1) + suffix + " ? " + limit +
                                    "_MIN : " + above + "(" + target + ")x"
                              : "x > 0 ? (" + above + "(" + target + ")x) : 0";
  return "static " + target + " " + name.str() + "(" + source + " x) { return " + body + "; }\n";
}

static const PreludeFunction *find(llvm::StringRef name) {
  for (llvm::ArrayRef<PreludeFunction> table :
       {llvm::ArrayRef(kIntegers), floatFunctions(), smallFloatFunctions(), llvm::ArrayRef(kAtomics)})
    for (const PreludeFunction &function : table)
      if (name == function.name)
        return &function;
  return nullptr;
}

static llvm::StringRef withoutSpace(llvm::StringRef name) {
  if (!name.consume_back("_global"))
    name.consume_back("_local");
  return name;
}

std::string Prelude::use(llvm::StringRef name) {
  if (!used_.insert(name.str()).second)
    return name.str();
  const PreludeFunction *function = find(withoutSpace(name));
  if (!function && conversion(name).empty())
    llvm::report_fatal_error("the prelude of OpenCL C sources has no `" + llvm::Twine(name) + "`");
  llvm::SmallVector<llvm::StringRef> needs;
  llvm::StringRef(function ? function->needs : "").split(needs, ' ', -1, false);
  for (llvm::StringRef need : needs)
    use(need);
  return name.str();
}

static std::string inSpace(llvm::StringRef text, llvm::StringRef space) {
  std::string result;
  while (!text.empty()) {
    auto [before, after] = text.split("SPACE");
    result += before.str() + (text.contains("SPACE") ? space.str() : "");
    text = after;
  }
  return result;
}

std::string Prelude::text() const {
  std::string text = "#pragma OPENCL FP_CONTRACT OFF\n";
  if (doubles_)
    text += "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n";
  if (longAtomics_)
    text += "#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable\n"
            "#pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable\n";
  if (!used_.empty())
    text += "\n";
  for (llvm::ArrayRef<PreludeFunction> table :
       {llvm::ArrayRef(kIntegers), floatFunctions(), smallFloatFunctions()})
    for (const PreludeFunction &function : table)
      if (used_.count(function.name))
        text += function.text + 1;
  for (const std::string &name : used_)
    text += conversion(name);
  for (const PreludeFunction &function : kAtomics)
    for (llvm::StringRef space : {"global", "local"})
      if (used_.count(std::string(function.name) + "_" + space.str()))
        text += inSpace(function.text + 1, space);
  return text;
}

} // namespace hd::opencl
