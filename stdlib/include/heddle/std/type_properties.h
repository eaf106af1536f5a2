// Part of <type_traits>: what a type is.
#pragma once
#include <heddle/std/type_changes.h>

namespace std {

template <typename T, typename U> inline constexpr bool is_same_v = false;
template <typename T> inline constexpr bool is_same_v<T, T> = true;
template <typename T, typename U> struct is_same : bool_constant<is_same_v<T, U>> {};

namespace details {
template <typename T> inline constexpr bool isInteger = false;
template <> inline constexpr bool isInteger<bool> = true;
template <> inline constexpr bool isInteger<char> = true;
template <> inline constexpr bool isInteger<signed char> = true;
template <> inline constexpr bool isInteger<unsigned char> = true;
template <> inline constexpr bool isInteger<short> = true;
template <> inline constexpr bool isInteger<unsigned short> = true;
template <> inline constexpr bool isInteger<int> = true;
template <> inline constexpr bool isInteger<unsigned> = true;
template <> inline constexpr bool isInteger<long> = true;
template <> inline constexpr bool isInteger<unsigned long> = true;
template <> inline constexpr bool isInteger<long long> = true;
template <> inline constexpr bool isInteger<unsigned long long> = true;
template <typename T> inline constexpr bool isPointer = false;
template <typename T> inline constexpr bool isPointer<T *> = true;
} // namespace details

// The trait `NAME`, from a constant.
#define HD_TRAIT(NAME, ...)                                                                                  \
  template <typename T> inline constexpr bool NAME##_v = __VA_ARGS__;                                        \
  template <typename T> struct NAME : bool_constant<NAME##_v<T>> {};

HD_TRAIT(is_void, is_same_v<remove_cv_t<T>, void>)
HD_TRAIT(is_null_pointer, is_same_v<remove_cv_t<T>, nullptr_t>)
HD_TRAIT(is_integral, details::isInteger<remove_cv_t<T>>)
HD_TRAIT(is_floating_point, is_same_v<remove_cv_t<T>, float> || is_same_v<remove_cv_t<T>, double>)
HD_TRAIT(is_arithmetic, is_integral_v<T> || is_floating_point_v<T>)
HD_TRAIT(is_fundamental, is_arithmetic_v<T> || is_void_v<T> || is_null_pointer_v<T>)
HD_TRAIT(is_compound, !is_fundamental_v<T>)
HD_TRAIT(is_pointer, details::isPointer<remove_cv_t<T>>)
HD_TRAIT(is_enum, __is_enum<T>)
HD_TRAIT(is_class, __is_class<T>)
HD_TRAIT(is_union, __is_union<T>)
HD_TRAIT(is_scalar, is_arithmetic_v<T> || is_pointer_v<T> || is_enum_v<T> || is_null_pointer_v<T>)
HD_TRAIT(is_bounded_array, false)
HD_TRAIT(is_unbounded_array, false)
template <typename T, size_t N> inline constexpr bool is_bounded_array_v<T[N]> = true;
template <typename T> inline constexpr bool is_unbounded_array_v<T[]> = true;
HD_TRAIT(is_array, is_bounded_array_v<T> || is_unbounded_array_v<T>)
HD_TRAIT(is_lvalue_reference, false)
HD_TRAIT(is_rvalue_reference, false)
template <typename T> inline constexpr bool is_lvalue_reference_v<T &> = true;
template <typename T> inline constexpr bool is_rvalue_reference_v<T &&> = true;
HD_TRAIT(is_reference, is_lvalue_reference_v<T> || is_rvalue_reference_v<T>)
HD_TRAIT(is_object, !is_reference_v<T> && !is_void_v<T>)
HD_TRAIT(is_const, false)
HD_TRAIT(is_volatile, false)
template <typename T> inline constexpr bool is_const_v<const T> = true;
template <typename T> inline constexpr bool is_volatile_v<volatile T> = true;

namespace details {
template <typename T, bool = is_arithmetic_v<T>> inline constexpr bool isSigned = T(-1) < T(0);
template <typename T> inline constexpr bool isSigned<T, false> = false;
} // namespace details
HD_TRAIT(is_signed, details::isSigned<remove_cv_t<T>>)
HD_TRAIT(is_unsigned, is_arithmetic_v<T> && !is_signed_v<T>)

// --- classes; none has a virtual function
HD_TRAIT(is_empty, __is_empty<T>)
HD_TRAIT(is_polymorphic, !is_object_v<T>)
HD_TRAIT(is_abstract, !is_object_v<T>)
HD_TRAIT(is_trivially_copyable, __is_trivially_copyable<T>)
HD_TRAIT(is_trivially_default_constructible, __is_trivially_default_constructible<T>)
HD_TRAIT(is_trivially_destructible, __is_trivially_destructible<T>)
HD_TRAIT(is_trivially_copy_constructible, is_trivially_copyable_v<T>)
HD_TRAIT(is_trivially_move_constructible, is_trivially_copyable_v<T>)
HD_TRAIT(is_trivially_copy_assignable, is_trivially_copyable_v<T>)
HD_TRAIT(is_trivially_move_assignable, is_trivially_copyable_v<T>)
HD_TRAIT(is_trivial, is_trivially_copyable_v<T> &&is_trivially_default_constructible_v<T>)
HD_TRAIT(is_standard_layout, __is_standard_layout<T>)
HD_TRAIT(is_pod, is_trivial_v<T> &&is_standard_layout_v<T>)
HD_TRAIT(is_destructible, !is_void_v<T> && !is_unbounded_array_v<T>)
HD_TRAIT(is_nothrow_destructible, is_destructible_v<T>)
template <typename Base, typename Derived> inline constexpr bool is_base_of_v = __is_base_of<Base, Derived>;
template <typename Base, typename Derived> struct is_base_of : bool_constant<is_base_of_v<Base, Derived>> {};
#undef HD_TRAIT

template <typename T> inline constexpr size_t alignment_of_v = alignof(T);
template <typename T> struct alignment_of : integral_constant<size_t, alignof(T)> {};
template <typename T> struct rank : integral_constant<size_t, 0> {};
template <typename T> struct rank<T[]> : integral_constant<size_t, 1 + rank<T>::value> {};
template <typename T, size_t N> struct rank<T[N]> : integral_constant<size_t, 1 + rank<T>::value> {};
template <typename T> inline constexpr size_t rank_v = rank<T>::value;
template <typename T, unsigned I = 0> struct extent : integral_constant<size_t, 0> {};
template <typename T, size_t N> struct extent<T[N], 0> : integral_constant<size_t, N> {};
template <typename T, size_t N, unsigned I> struct extent<T[N], I> : extent<T, I - 1> {};
template <typename T, unsigned I = 0> inline constexpr size_t extent_v = extent<T, I>::value;

// --- together: an operand after the one that decides is not looked at
template <typename... Ts> struct conjunction : true_type {};
template <typename T> struct conjunction<T> : T {};
template <typename T, typename... Rest>
struct conjunction<T, Rest...> : conditional_t<bool(T::value), conjunction<Rest...>, T> {};
template <typename... Ts> struct disjunction : false_type {};
template <typename T> struct disjunction<T> : T {};
template <typename T, typename... Rest>
struct disjunction<T, Rest...> : conditional_t<bool(T::value), T, disjunction<Rest...>> {};
template <typename T> struct negation : bool_constant<!bool(T::value)> {};
template <typename... Ts> inline constexpr bool conjunction_v = conjunction<Ts...>::value;
template <typename... Ts> inline constexpr bool disjunction_v = disjunction<Ts...>::value;
template <typename T> inline constexpr bool negation_v = negation<T>::value;

} // namespace std
