// Fields and bytes of words, moves and selections.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>
#include <chrono>

namespace hd::test::ptx {
namespace {

void extractField(Warp &warp, const Instruction &in, Mask mask) {
  unsigned width = in.type.bits;
  each(mask, [&](unsigned lane) {
    uint64_t value = warp[in.from[0]][lane];
    unsigned start = warp[in.from[1]][lane] & 0xff, length = warp[in.from[2]][lane] & 0xff;
    bool sign = in.type.kind == 's' && length > 0 && (value >> std::min(start + length - 1, width - 1) & 1);
    uint64_t field = start < width ? lowBits(value >> start, std::min(length, width - start)) : 0;
    unsigned valid = start < width ? std::min(length, width - start) : 0;
    if (sign)
      field |= valid >= 64 ? 0 : ~uint64_t{0} << valid;
    warp[in.to[0]][lane] = lowBits(field, width);
  });
}
void insertField(Warp &warp, const Instruction &in, Mask mask) {
  unsigned width = in.type.bits;
  each(mask, [&](unsigned lane) {
    uint64_t field = warp[in.from[0]][lane], into = warp[in.from[1]][lane];
    unsigned start = warp[in.from[2]][lane] & 0xff, length = warp[in.from[3]][lane] & 0xff;
    uint64_t bits = start < width ? lowBits(lowBits(~uint64_t{0}, length) << start, width) : 0;
    warp[in.to[0]][lane] = (into & ~bits) | (start < width ? field << start & bits : 0);
  });
}
template <Step step> bool bindStep(const Operation &, Instruction &in) {
  in.step = step;
  return true;
}

// Two words, shifted as one.
template <bool left> void funnel(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) {
    uint64_t both = warp[in.from[1]][lane] << 32 | warp[in.from[0]][lane];
    auto distance = static_cast<uint32_t>(warp[in.from[2]][lane]);
    distance = in.variant ? distance & 31 : std::min(distance, 32u);
    warp[in.to[0]][lane] = static_cast<uint32_t>(left ? both << distance >> 32 : both >> distance);
  });
}
bool bindFunnel(const Operation &operation, Instruction &in) {
  in.variant = operation.has("wrap");
  in.step = operation.has("l") ? funnel<true> : funnel<false>;
  return true;
}
void permute(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) {
    uint64_t bytes = warp[in.from[1]][lane] << 32 | warp[in.from[0]][lane],
             selectors = warp[in.from[2]][lane];
    uint64_t result = 0;
    for (unsigned i = 0; i < 4; ++i) {
      uint64_t selector = selectors >> (4 * i) & 15, byte = bytes >> (8 * (selector & 7)) & 0xff;
      result |= (selector & 8 ? (byte & 0x80 ? 0xff : 0) : byte) << (8 * i);
    }
    warp[in.to[0]][lane] = result;
  });
}
bool bindPermute(const Operation &operation, Instruction &in) {
  in.step = permute;
  return operation.modifiers.empty();
}
void lookUp(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) {
    uint64_t a = warp[in.from[0]][lane], b = warp[in.from[1]][lane], c = warp[in.from[2]][lane];
    uint64_t table = warp[in.from[3]][lane], result = 0;
    for (unsigned i = 0; i < 8; ++i)
      if (table >> i & 1)
        result |= (i & 4 ? a : ~a) & (i & 2 ? b : ~b) & (i & 1 ? c : ~c);
    warp[in.to[0]][lane] = static_cast<uint32_t>(result);
  });
}
// Products of four bytes, summed.
void dotBytes(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) {
    auto byte = [&](int source, Type type, unsigned i) {
      auto bits = static_cast<uint8_t>(warp[in.from[static_cast<size_t>(source)]][lane] >> (8 * i));
      return type.kind == 's' ? int32_t{static_cast<int8_t>(bits)} : int32_t{bits};
    };
    auto sum = static_cast<uint32_t>(warp[in.from[2]][lane]);
    for (unsigned i = 0; i < 4; ++i)
      sum += static_cast<uint32_t>(byte(0, in.type, i) * byte(1, in.source, i));
    warp[in.to[0]][lane] = sum;
  });
}
void move(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes &from = warp[in.from[0]];
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = lowBits(from[lane], in.type.bits); });
}
void pack(Warp &warp, const Instruction &in, Mask mask) {
  unsigned width = in.type.bits / in.count;
  each(mask, [&](unsigned lane) {
    uint64_t all = 0;
    for (unsigned i = 0; i < in.count; ++i)
      all |= lowBits(warp[in.from[i]][lane], width) << (width * i);
    warp[in.to[0]][lane] = all;
  });
}
void unpack(Warp &warp, const Instruction &in, Mask mask) {
  unsigned width = in.type.bits / in.count;
  each(mask, [&](unsigned lane) {
    uint64_t all = warp[in.from[0]][lane];
    for (unsigned i = 0; i < in.count; ++i)
      warp[in.to[i]][lane] = lowBits(all >> (width * i), width);
  });
}
void readClock(Warp &warp, const Instruction &in, Mask mask) {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  auto ticks = static_cast<uint64_t>(std::chrono::nanoseconds(now).count());
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = lowBits(ticks, in.type.bits); });
}
bool bindMove(const Operation &operation, Instruction &in) {
  if (!operation.type || !operation.modifiers.empty())
    return false;
  in.step = in.from[0] == kClock ? readClock : in.count == 1 ? move : in.packs ? pack : unpack;
  return true;
}
void select(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes &yes = warp[in.from[0]], &no = warp[in.from[1]], &choice = warp[in.from[2]];
  each(mask, [&](unsigned lane) {
    warp[in.to[0]][lane] = lowBits(choice[lane] & 1 ? yes[lane] : no[lane], in.type.bits);
  });
}

} // namespace

void addBits(std::map<std::string_view, Binder> &all) {
  all["bfe"] = bindStep<extractField>, all["bfi"] = bindStep<insertField>;
  all["shf"] = bindFunnel, all["prmt"] = bindPermute, all["lop3"] = bindStep<lookUp>;
  all["dp4a"] = bindStep<dotBytes>;
  all["mov"] = bindMove, all["selp"] = bindStep<select>;
}

} // namespace hd::test::ptx
