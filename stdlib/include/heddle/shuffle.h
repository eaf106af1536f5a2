// Exchange between the lanes of a warp for values of any type: the builtins take words, other types go in
// words.
#pragma once

namespace heddle {

template <typename T> inline constexpr bool isShuffled = false;
template <> inline constexpr bool isShuffled<int> = true;
template <> inline constexpr bool isShuffled<unsigned> = true;
template <> inline constexpr bool isShuffled<long> = true;
template <> inline constexpr bool isShuffled<unsigned long> = true;
template <> inline constexpr bool isShuffled<long long> = true;
template <> inline constexpr bool isShuffled<unsigned long long> = true;
template <> inline constexpr bool isShuffled<float> = true;
template <> inline constexpr bool isShuffled<double> = true;

struct ShuffleFrom {
  unsigned mask;
  int lane, width;
  template <typename Word> __device__ Word operator()(Word word) const {
    return __shfl_sync(mask, word, lane, width);
  }
};
struct ShuffleUp {
  unsigned mask, delta;
  int width;
  template <typename Word> __device__ Word operator()(Word word) const {
    return __shfl_up_sync(mask, word, delta, width);
  }
};
struct ShuffleDown {
  unsigned mask, delta;
  int width;
  template <typename Word> __device__ Word operator()(Word word) const {
    return __shfl_down_sync(mask, word, delta, width);
  }
};
struct ShuffleXor {
  unsigned mask;
  int bits, width;
  template <typename Word> __device__ Word operator()(Word word) const {
    return __shfl_xor_sync(mask, word, bits, width);
  }
};

template <typename Word, typename T, typename Move>
__device__ T shuffleWords(const T &value, const Move &move) {
  T out = value;
  const Word *from = reinterpret_cast<const Word *>(&value);
  Word *to = reinterpret_cast<Word *>(&out);
#pragma unroll
  for (unsigned i = 0; i < sizeof(T) / sizeof(Word); ++i)
    to[i] = static_cast<Word>(move(static_cast<unsigned>(from[i])));
  return out;
}

// `move` is one of the four above.
template <typename T, typename Move> __device__ T shuffle(const T &value, const Move &move) {
  if constexpr (isShuffled<T>)
    return move(value);
  else if constexpr (sizeof(T) % 4 == 0 && alignof(T) % 4 == 0)
    return shuffleWords<unsigned>(value, move);
  else if constexpr (sizeof(T) % 2 == 0 && alignof(T) % 2 == 0)
    return shuffleWords<unsigned short>(value, move);
  else
    return shuffleWords<unsigned char>(value, move);
}

} // namespace heddle
