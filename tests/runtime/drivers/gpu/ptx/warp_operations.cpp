// What lanes of a warp do together, and barriers.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>

namespace hd::test::ptx {
namespace {

enum class Shuffle : uint32_t { up, down, bfly, idx };

// What a lane reads of one that is not there is left open: no number that a test expects.
constexpr uint64_t kOpen = 0xdeadbeef;

// from: members, value, distance, clamp and segments
void shuffle(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes values = warp[in.from[1]];
  each(mask, [&](unsigned lane) {
    auto b = static_cast<unsigned>(warp[in.from[2]][lane]) & 31,
         c = static_cast<unsigned>(warp[in.from[3]][lane]);
    unsigned clamp = c & 31, segment = c >> 8 & 31;
    unsigned last = (lane & segment) | (clamp & ~segment), source = lane;
    bool inside = false;
    switch (static_cast<Shuffle>(in.variant)) {
    case Shuffle::up:
      source = lane - b;
      inside = static_cast<int>(source) >= static_cast<int>(last);
      break;
    case Shuffle::down:
      source = lane + b;
      inside = source <= last;
      break;
    case Shuffle::bfly:
      source = lane ^ b;
      inside = source <= last;
      break;
    case Shuffle::idx:
      source = (lane & segment) | (b & ~segment);
      inside = source <= last;
      break;
    }
    source = inside ? source : lane;
    warp[in.to[1]][lane] = inside;
    warp[in.to[0]][lane] = mask >> source & 1 ? values[source] : kOpen;
  });
}
bool bindShuffle(const Operation &operation, Instruction &in) {
  const std::pair<std::string_view, Shuffle> kinds[] = {
      {"up", Shuffle::up}, {"down", Shuffle::down}, {"bfly", Shuffle::bfly}, {"idx", Shuffle::idx}};
  for (auto [name, kind] : kinds)
    if (operation.has(name)) {
      in.variant = static_cast<uint32_t>(kind);
      in.step = shuffle;
    }
  std::rotate(in.from.begin(), in.from.begin() + 3, in.from.begin() + 4);
  in.flow = Flow::meet;
  return in.step && operation.has("sync") && in.sources == 4;
}

enum class Vote : uint32_t { all, any, uni, ballot };
void vote(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes &values = warp[in.from[1]];
  Mask yes = 0;
  each(mask, [&](unsigned lane) { yes |= static_cast<Mask>((values[lane] & 1) != in.inverted) << lane; });
  const uint64_t results[] = {yes == mask, yes != 0, yes == mask || yes == 0, yes};
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = results[in.variant]; });
}
bool bindVote(const Operation &operation, Instruction &in) {
  constexpr std::string_view kNames[] = {"all", "any", "uni", "ballot"};
  for (uint32_t i = 0; i < 4; ++i)
    if (operation.has(kNames[i])) {
      in.variant = i;
      in.step = vote;
    }
  std::swap(in.from[0], in.from[1]);
  in.flow = Flow::meet;
  return in.step && operation.has("sync");
}

template <bool all> void match(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes values = warp[in.from[1]];
  each(mask, [&](unsigned lane) {
    Mask same = 0;
    each(mask, [&](unsigned other) { same |= static_cast<Mask>(values[other] == values[lane]) << other; });
    warp[in.to[1]][lane] = same == mask;
    warp[in.to[0]][lane] = all && same != mask ? 0 : same;
  });
}
bool bindMatch(const Operation &operation, Instruction &in) {
  std::swap(in.from[0], in.from[1]);
  in.flow = Flow::meet;
  in.step = operation.has("all") ? match<true> : match<false>;
  return operation.has("sync");
}

enum class Reduction : uint32_t { add, min, max, bitAnd, bitOr, bitXor };
void reduce(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes &values = warp[in.from[1]];
  auto key = [&](uint64_t value) {
    return in.type.kind == 's' ? int64_t{static_cast<int32_t>(value)} : static_cast<int64_t>(value);
  };
  unsigned first = static_cast<unsigned>(__builtin_ctz(mask));
  uint64_t result = values[first];
  each(mask & ~(Mask{1} << first), [&](unsigned lane) {
    uint64_t value = values[lane];
    switch (static_cast<Reduction>(in.variant)) {
    case Reduction::add:
      result += value;
      break;
    case Reduction::min:
      result = key(value) < key(result) ? value : result;
      break;
    case Reduction::max:
      result = key(value) > key(result) ? value : result;
      break;
    case Reduction::bitAnd:
      result &= value;
      break;
    case Reduction::bitOr:
      result |= value;
      break;
    case Reduction::bitXor:
      result ^= value;
      break;
    }
  });
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = static_cast<uint32_t>(result); });
}
bool bindReduction(const Operation &operation, Instruction &in) {
  constexpr std::string_view kNames[] = {"add", "min", "max", "and", "or", "xor"};
  for (uint32_t i = 0; i < 6; ++i)
    if (operation.has(kNames[i])) {
      in.variant = i;
      in.step = reduce;
    }
  std::swap(in.from[0], in.from[1]);
  in.flow = Flow::meet;
  return in.step && in.type.bits == 32;
}

void activeLanes(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = mask; });
}
bool bindActiveMask(const Operation &, Instruction &in) {
  in.step = activeLanes;
  return true;
}

// bar.sync a{, b}; bar.red.op d, a{, b}, {!}c; bar.warp.sync mask
bool bindBarrier(const Operation &operation, Instruction &in) {
  if (operation.has("warp")) {
    in.flow = Flow::meet;
    return operation.has("sync");
  }
  in.flow = Flow::barrier;
  if (operation.has("sync"))
    return true;
  constexpr std::string_view kNames[] = {"popc", "and", "or"};
  for (uint32_t i = 0; i < 3; ++i)
    if (operation.has(kNames[i]))
      in.variant = i + 1;
  if (in.sources == 2)
    std::swap(in.from[1], in.from[2]);
  return operation.has("red") && in.variant != 0;
}

// Memory has one order here.
void nothing(Warp &, const Instruction &, Mask) {}
bool bindNothing(const Operation &, Instruction &in) {
  in.step = nothing;
  return true;
}

} // namespace

void addWarpOperations(std::map<std::string_view, Binder> &all) {
  all["shfl"] = bindShuffle, all["vote"] = bindVote, all["match"] = bindMatch, all["redux"] = bindReduction;
  all["activemask"] = bindActiveMask;
  all["bar"] = all["barrier"] = bindBarrier;
  all["membar"] = all["fence"] = all["nanosleep"] = bindNothing;
}

} // namespace hd::test::ptx
