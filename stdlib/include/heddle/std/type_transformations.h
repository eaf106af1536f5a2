// Part of <type_traits>: types found from others by what they are.
#pragma once
#include <heddle/std/type_properties.h>

namespace std {

template <typename T> struct underlying_type {
  typedef __underlying_type<T> type;
};
template <typename T> using underlying_type_t = typename underlying_type<T>::type;

template <typename T> struct decay {
private:
  template <typename U> struct of {
    typedef remove_cv_t<U> type;
  };
  template <typename U> struct of<U[]> {
    typedef U *type;
  };
  template <typename U, size_t N> struct of<U[N]> {
    typedef U *type;
  };

public:
  typedef typename of<remove_reference_t<T>>::type type;
};
template <typename T> using decay_t = typename decay<T>::type;

namespace details {
template <size_t Bytes> struct Integers;
template <> struct Integers<1> {
  typedef signed char Signed;
  typedef unsigned char Unsigned;
};
template <> struct Integers<2> {
  typedef short Signed;
  typedef unsigned short Unsigned;
};
template <> struct Integers<4> {
  typedef int Signed;
  typedef unsigned Unsigned;
};
template <> struct Integers<8> {
  typedef long Signed;
  typedef unsigned long Unsigned;
};
template <typename T, typename U> struct WithQualifiers {
  typedef U type;
};
template <typename T, typename U> struct WithQualifiers<const T, U> {
  typedef const U type;
};
} // namespace details
template <typename T> struct make_signed {
  typedef typename details::WithQualifiers<T, typename details::Integers<sizeof(T)>::Signed>::type type;
};
template <typename T> struct make_unsigned {
  typedef typename details::WithQualifiers<T, typename details::Integers<sizeof(T)>::Unsigned>::type type;
};
template <> struct make_signed<long long> {
  typedef long long type;
};
template <> struct make_signed<unsigned long long> {
  typedef long long type;
};
template <> struct make_unsigned<long long> {
  typedef unsigned long long type;
};
template <> struct make_unsigned<unsigned long long> {
  typedef unsigned long long type;
};
template <typename T> using make_signed_t = typename make_signed<T>::type;
template <typename T> using make_unsigned_t = typename make_unsigned<T>::type;

template <size_t Bytes, size_t Alignment = 16> struct aligned_storage {
  struct alignas(Alignment) type {
    unsigned char data[Bytes];
  };
};
template <size_t Bytes, size_t Alignment = 16>
using aligned_storage_t = typename aligned_storage<Bytes, Alignment>::type;

template <typename... Ts> struct common_type {};
template <typename T> struct common_type<T> {
  typedef decay_t<T> type;
};
template <typename T, typename U> struct common_type<T, U> {
  typedef decay_t<decltype(false ? declval<T>() : declval<U>())> type;
};
template <typename T, typename U, typename... Rest>
struct common_type<T, U, Rest...> : common_type<typename common_type<T, U>::type, Rest...> {};
template <typename... Ts> using common_type_t = typename common_type<Ts...>::type;

} // namespace std
