// The device part of <iterator>: what is for pointers and arrays.
#pragma once
#include <algorithm>
#include <limits>

namespace std {

struct input_iterator_tag {};
struct output_iterator_tag {};
struct forward_iterator_tag : input_iterator_tag {};
struct bidirectional_iterator_tag : forward_iterator_tag {};
struct random_access_iterator_tag : bidirectional_iterator_tag {};

template <typename Iterator> struct iterator_traits {
  typedef typename Iterator::difference_type difference_type;
  typedef typename Iterator::value_type value_type;
  typedef typename Iterator::pointer pointer;
  typedef typename Iterator::reference reference;
  typedef typename Iterator::iterator_category iterator_category;
};
template <typename T> struct iterator_traits<T *> {
  typedef ptrdiff_t difference_type;
  typedef remove_cv_t<T> value_type;
  typedef T *pointer;
  typedef T &reference;
  typedef random_access_iterator_tag iterator_category;
};

template <typename T, size_t N> __host__ __device__ constexpr T *begin(T (&array)[N]) noexcept {
  return array;
}
template <typename T, size_t N> __host__ __device__ constexpr T *end(T (&array)[N]) noexcept {
  return array + N;
}
template <typename T, size_t N> __host__ __device__ constexpr T *data(T (&array)[N]) noexcept {
  return array;
}
template <typename T, size_t N> __host__ __device__ constexpr size_t size(const T (&)[N]) noexcept {
  return N;
}
template <typename Class> __host__ __device__ constexpr auto begin(Class &all) { return all.begin(); }
template <typename Class> __host__ __device__ constexpr auto end(Class &all) { return all.end(); }
template <typename Class> __host__ __device__ constexpr auto size(const Class &all) { return all.size(); }

template <typename Iterator> __host__ __device__ constexpr auto distance(Iterator first, Iterator last) {
  return last - first;
}
template <typename Iterator> __host__ __device__ constexpr Iterator next(Iterator at, ptrdiff_t by = 1) {
  return at + by;
}
template <typename Iterator> __host__ __device__ constexpr Iterator prev(Iterator at, ptrdiff_t by = 1) {
  return at - by;
}
template <typename Iterator, typename N> __host__ __device__ constexpr void advance(Iterator &at, N by) {
  at += by;
}

} // namespace std
