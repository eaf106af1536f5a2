// Part of <algorithm>: algorithms on ranges, each run by one thread.
#pragma once
#include <utility>

namespace std {

template <typename Iterator, typename T>
__host__ __device__ constexpr void fill(Iterator first, Iterator last, const T &value) {
  for (; first != last; ++first)
    *first = value;
}
template <typename Iterator, typename Size, typename T>
__host__ __device__ constexpr Iterator fill_n(Iterator first, Size count, const T &value) {
  for (; count > 0; --count, ++first)
    *first = value;
  return first;
}
template <typename From, typename To> __host__ __device__ constexpr To copy(From first, From last, To to) {
  for (; first != last; ++first, ++to)
    *to = *first;
  return to;
}
template <typename From, typename Size, typename To>
__host__ __device__ constexpr To copy_n(From first, Size count, To to) {
  for (; count > 0; --count, ++first, ++to)
    *to = *first;
  return to;
}
template <typename Iterator, typename T>
__host__ __device__ constexpr Iterator find(Iterator first, Iterator last, const T &value) {
  while (first != last && !(*first == value))
    ++first;
  return first;
}
template <typename Iterator, typename T>
__host__ __device__ constexpr Iterator lower_bound(Iterator first, Iterator last, const T &value) {
  auto count = last - first;
  while (count > 0) {
    auto half = count / 2;
    if (first[half] < value) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return first;
}
template <typename Iterator, typename T>
__host__ __device__ constexpr Iterator upper_bound(Iterator first, Iterator last, const T &value) {
  auto count = last - first;
  while (count > 0) {
    auto half = count / 2;
    if (!(value < first[half])) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return first;
}
template <typename Iterator> __host__ __device__ constexpr void reverse(Iterator first, Iterator last) {
  while (first != last && first != --last) {
    swap(*first, *last);
    ++first;
  }
}
template <typename Iterator, typename T>
__host__ __device__ constexpr bool binary_search(Iterator first, Iterator last, const T &value) {
  first = lower_bound(first, last, value);
  return first != last && !(value < *first);
}

#define HD_ITERATOR template <typename Iterator> __host__ __device__ constexpr
#define HD_ITERATOR_AND(NAME) template <typename Iterator, typename NAME> __host__ __device__ constexpr
HD_ITERATOR_AND(Test) Iterator find_if(Iterator first, Iterator last, Test test) {
  while (first != last && !test(*first))
    ++first;
  return first;
}
HD_ITERATOR_AND(Test) bool any_of(Iterator first, Iterator last, Test test) {
  return find_if(first, last, test) != last;
}
HD_ITERATOR_AND(Test) bool none_of(Iterator first, Iterator last, Test test) {
  return !any_of(first, last, test);
}
HD_ITERATOR_AND(Test) bool all_of(Iterator first, Iterator last, Test test) {
  while (first != last && test(*first))
    ++first;
  return first == last;
}
HD_ITERATOR_AND(Test) ptrdiff_t count_if(Iterator first, Iterator last, Test test) {
  ptrdiff_t found = 0;
  for (; first != last; ++first)
    found += test(*first) ? 1 : 0;
  return found;
}
HD_ITERATOR_AND(T) ptrdiff_t count(Iterator first, Iterator last, const T &value) {
  ptrdiff_t found = 0;
  for (; first != last; ++first)
    found += *first == value ? 1 : 0;
  return found;
}
HD_ITERATOR_AND(F) F for_each(Iterator first, Iterator last, F function) {
  for (; first != last; ++first)
    function(*first);
  return function;
}
HD_ITERATOR_AND(F) void generate(Iterator first, Iterator last, F function) {
  for (; first != last; ++first)
    *first = function();
}
HD_ITERATOR_AND(T) void replace(Iterator first, Iterator last, const T &old, const T &value) {
  for (; first != last; ++first)
    if (*first == old)
      *first = value;
}
template <typename From, typename To, typename F>
__host__ __device__ constexpr To transform(From first, From last, To to, F function) {
  for (; first != last; ++first, ++to)
    *to = function(*first);
  return to;
}
template <typename A, typename B, typename To, typename F>
__host__ __device__ constexpr To transform(A first, A last, B other, To to, F function) {
  for (; first != last; ++first, ++other, ++to)
    *to = function(*first, *other);
  return to;
}
template <typename A, typename B> __host__ __device__ constexpr bool equal(A first, A last, B other) {
  while (first != last && *first == *other) {
    ++first;
    ++other;
  }
  return first == last;
}
HD_ITERATOR_AND(Less) Iterator min_element(Iterator first, Iterator last, Less less) {
  Iterator best = first;
  for (; first != last; ++first)
    if (less(*first, *best))
      best = first;
  return best;
}
HD_ITERATOR_AND(Less) Iterator max_element(Iterator first, Iterator last, Less less) {
  Iterator best = first;
  for (; first != last; ++first)
    if (less(*best, *first))
      best = first;
  return best;
}
HD_ITERATOR_AND(Less) bool is_sorted(Iterator first, Iterator last, Less less) {
  for (Iterator next = first; first != last && ++next != last; ++first)
    if (less(*next, *first))
      return false;
  return true;
}

namespace details {
struct Less {
  template <typename T> __host__ __device__ constexpr bool operator()(const T &a, const T &b) const {
    return a < b;
  }
};
// Lets the element at `at` of a heap of `count` sink to its place.
template <typename Iterator, typename Less>
__host__ __device__ constexpr void sink(Iterator heap, ptrdiff_t at, ptrdiff_t count, Less less) {
  for (ptrdiff_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && less(heap[child], heap[child + 1]))
      ++child;
    if (!less(heap[at], heap[child]))
      return;
    swap(heap[at], heap[child]);
    at = child;
  }
}
} // namespace details

HD_ITERATOR Iterator min_element(Iterator first, Iterator last) {
  return min_element(first, last, details::Less());
}
HD_ITERATOR Iterator max_element(Iterator first, Iterator last) {
  return max_element(first, last, details::Less());
}
HD_ITERATOR bool is_sorted(Iterator first, Iterator last) { return is_sorted(first, last, details::Less()); }
HD_ITERATOR_AND(Less) void sort(Iterator first, Iterator last, Less less) {
  ptrdiff_t count = last - first;
  for (ptrdiff_t i = count / 2; i-- > 0;)
    details::sink(first, i, count, less);
  for (ptrdiff_t i = count; --i > 0;) {
    swap(first[0], first[i]);
    details::sink(first, 0, i, less);
  }
}
HD_ITERATOR void sort(Iterator first, Iterator last) { sort(first, last, details::Less()); }
#undef HD_ITERATOR
#undef HD_ITERATOR_AND

} // namespace std
