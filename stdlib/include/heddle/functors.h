// The function objects of cooperative groups: `less` and `greater` give the smaller and the larger value.
#pragma once

namespace heddle {

template <typename T = void> struct plus {
  __device__ __forceinline__ T operator()(T a, T b) const { return a + b; }
};
template <typename T = void> struct less {
  __device__ __forceinline__ T operator()(T a, T b) const { return b < a ? b : a; }
};
template <typename T = void> struct greater {
  __device__ __forceinline__ T operator()(T a, T b) const { return a < b ? b : a; }
};
template <typename T = void> struct bit_and {
  __device__ __forceinline__ T operator()(T a, T b) const { return a & b; }
};
template <typename T = void> struct bit_or {
  __device__ __forceinline__ T operator()(T a, T b) const { return a | b; }
};
template <typename T = void> struct bit_xor {
  __device__ __forceinline__ T operator()(T a, T b) const { return a ^ b; }
};

template <typename A, typename B> inline constexpr bool isSame = false;
template <typename A> inline constexpr bool isSame<A, A> = true;

// Of these it does not matter which operand comes first.
template <typename Op> inline constexpr bool isCommutative = false;
template <typename T> inline constexpr bool isCommutative<plus<T>> = true;
template <typename T> inline constexpr bool isCommutative<less<T>> = true;
template <typename T> inline constexpr bool isCommutative<greater<T>> = true;
template <typename T> inline constexpr bool isCommutative<bit_and<T>> = true;
template <typename T> inline constexpr bool isCommutative<bit_or<T>> = true;
template <typename T> inline constexpr bool isCommutative<bit_xor<T>> = true;

} // namespace heddle
