#include "tests/runtime/drivers/gpu/fake_kernels.h"

#include "runtime/abi/messages.h"

#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>

namespace hd::test {
namespace {

template <class T> T *at(uint64_t address) { return reinterpret_cast<T *>(address); }

struct Launch {
  unsigned grid;
  const char *start, *next;
  // The next one, where its alignment puts it.
  template <class T> T argument() {
    next += (alignof(T) - static_cast<size_t>(next - start) % alignof(T)) % alignof(T);
    T value;
    std::memcpy(&value, next, sizeof(T));
    next += sizeof(T);
    return value;
  }
};

struct Pair {
  int a;
  double b;
};

void print(Launch &launch) {
  auto *words = at<uint32_t>(launch.argument<uint64_t>());
  auto *header = reinterpret_cast<hd_message_buffer *>(words);
  constexpr uint32_t kSize = HD_MESSAGE_RECORD_WORDS(2);
  for (uint32_t block = 0; block < launch.grid; ++block) {
    uint32_t offset = header->used;
    header->used += kSize;
    if (header->used > header->capacity - HD_MESSAGE_FIXED_WORDS) {
      ++header->lost;
      continue;
    }
    const uint32_t record[kSize] = {1, block, 0, 0, 0, 0, 0, block, 0, 0x3f000000, 0};
    std::memcpy(words + HD_MESSAGE_HEADER_WORDS + offset, record, sizeof(record));
  }
}

void assertAt(Launch &launch) {
  auto bad = launch.argument<uint32_t>();
  auto *words = at<uint32_t>(launch.argument<uint64_t>());
  auto *header = reinterpret_cast<hd_message_buffer *>(words);
  if (bad >= launch.grid)
    return;
  header->failed = 1;
  const uint32_t record[HD_MESSAGE_FIXED_WORDS] = {2, bad, 0, 0, 3, 0, 0};
  std::memcpy(words + HD_MESSAGE_HEADER_WORDS + header->capacity - HD_MESSAGE_FIXED_WORDS, record,
              sizeof(record));
}

} // namespace

bool runFakeKernel(const std::string &name, FakeGlobals &globals, unsigned grid, const char *arguments) {
  Launch launch{grid, arguments, arguments};
  if (name == "saxpy") {
    int n = launch.argument<int>();
    float a = launch.argument<float>();
    auto *x = at<const float>(launch.argument<uint64_t>());
    auto *y = at<float>(launch.argument<uint64_t>());
    for (int i = 0; i < n; ++i)
      y[i] += a * x[i];
  } else if (name == "visit") {
    auto *hits = at<int>(launch.argument<uint64_t>());
    auto blocks = launch.argument<uint64_t>(); // of which each one here does three
    for (uint64_t block = 0; block < 3 * uint64_t{launch.grid} && block < blocks; ++block)
      ++hits[block];
  } else if (name == "print") {
    print(launch);
  } else if (name == "assert_at") {
    assertAt(launch);
  } else if (name == "fault") {
    return false;
  } else if (name == "globals") {
    auto *out = at<float>(launch.argument<uint64_t>());
    out[0] = static_cast<float>(globals.counter++);
    std::memcpy(out + 1, globals.table, sizeof(globals.table));
  } else if (name == "take_struct") {
    auto pair = launch.argument<Pair>();
    *at<double>(launch.argument<uint64_t>()) = pair.a + pair.b;
  } else if (name == "chain") {
    auto *value = at<uint32_t>(launch.argument<uint64_t>());
    auto add = launch.argument<uint32_t>();
    std::this_thread::sleep_for(std::chrono::nanoseconds(launch.argument<uint32_t>()));
    *value = *value * 3 + add;
  }
  return true;
}

} // namespace hd::test
