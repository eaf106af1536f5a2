// Part of <type_traits>: which expressions types are good for.
#pragma once
#include <heddle/std/type_properties.h>
#include <heddle/std/type_transformations.h>

namespace std {

namespace details {
template <typename T> __device__ void take(T) noexcept;
template <typename From, typename To, typename = void> inline constexpr bool converts = false;
template <typename From, typename To>
inline constexpr bool converts<From, To, decltype(take<To>(declval<From>()))> = true;

template <typename Void, typename F, typename... Args> struct Invoke {
  static constexpr bool isPossible = false;
};
template <typename F, typename... Args>
struct Invoke<void_t<decltype(declval<F>()(declval<Args>()...))>, F, Args...> {
  static constexpr bool isPossible = true;
  typedef decltype(declval<F>()(declval<Args>()...)) type;
};

template <typename Void, typename T, typename... Args> inline constexpr bool constructs = false;
template <typename T, typename... Args>
inline constexpr bool constructs<void_t<decltype(T(declval<Args>()...))>, T, Args...> = true;
// `T(x)` of a scalar is a cast, which may do more than an initialiser.
template <typename T, typename... Args>
inline constexpr bool isConstructible = (is_class_v<T> || is_union_v<T>) && constructs<void, T, Args...>;
template <typename T> inline constexpr bool isConstructible<T> = is_object_v<T> && constructs<void, T>;
template <typename T, size_t N>
inline constexpr bool isConstructible<T[N]> = isConstructible<remove_all_extents_t<T>>;
template <typename T, typename Arg>
inline constexpr bool isConstructible<T, Arg> =
    is_class_v<T> || is_union_v<T> ? constructs<void, T, Arg> : converts<Arg, T>;

template <typename To, typename From, typename = void> inline constexpr bool assigns = false;
template <typename To, typename From>
inline constexpr bool assigns<To, From, void_t<decltype(declval<To>() = declval<From>())>> =
    is_lvalue_reference_v<To> || is_class_v<To>;
} // namespace details

template <typename From, typename To>
inline constexpr bool is_convertible_v = (is_void_v<From> && is_void_v<To>) || details::converts<From, To>;
template <typename From, typename To> struct is_convertible : bool_constant<is_convertible_v<From, To>> {};
template <typename From, typename To>
inline constexpr bool is_nothrow_convertible_v = is_convertible_v<From, To>;
template <typename From, typename To> struct is_nothrow_convertible : is_convertible<From, To> {};

template <typename T, typename... Args>
inline constexpr bool is_constructible_v = details::isConstructible<T, Args...>;
template <typename T, typename... Args>
struct is_constructible : bool_constant<is_constructible_v<T, Args...>> {};
template <typename T, typename... Args>
inline constexpr bool is_nothrow_constructible_v = is_constructible_v<T, Args...>;
template <typename T, typename... Args> struct is_nothrow_constructible : is_constructible<T, Args...> {};
template <typename T, typename U> inline constexpr bool is_assignable_v = details::assigns<T, U>;
template <typename T, typename U> struct is_assignable : bool_constant<is_assignable_v<T, U>> {};
template <typename T, typename U> inline constexpr bool is_nothrow_assignable_v = is_assignable_v<T, U>;
template <typename T, typename U> struct is_nothrow_assignable : is_assignable<T, U> {};

#define HD_TRAIT(NAME, ...)                                                                                  \
  template <typename T> inline constexpr bool is_##NAME##_v = __VA_ARGS__;                                   \
  template <typename T> inline constexpr bool is_nothrow_##NAME##_v = __VA_ARGS__;                           \
  template <typename T> struct is_##NAME : bool_constant<is_##NAME##_v<T>> {};                               \
  template <typename T> struct is_nothrow_##NAME : bool_constant<is_##NAME##_v<T>> {};
HD_TRAIT(default_constructible, is_constructible_v<T>)
HD_TRAIT(copy_constructible, is_constructible_v<T, add_lvalue_reference_t<const T>>)
HD_TRAIT(move_constructible, is_constructible_v<T, add_rvalue_reference_t<T>>)
HD_TRAIT(copy_assignable, is_assignable_v<add_lvalue_reference_t<T>, add_lvalue_reference_t<const T>>)
HD_TRAIT(move_assignable, is_assignable_v<add_lvalue_reference_t<T>, add_rvalue_reference_t<T>>)
#undef HD_TRAIT

template <typename F, typename... Args> struct invoke_result : details::Invoke<void, F, Args...> {};
template <typename F, typename... Args> using invoke_result_t = typename invoke_result<F, Args...>::type;
template <typename F, typename... Args>
inline constexpr bool is_invocable_v = details::Invoke<void, F, Args...>::isPossible;
template <typename F, typename... Args> struct is_invocable : bool_constant<is_invocable_v<F, Args...>> {};

} // namespace std
