// Part of <type_traits>: constants, choices, and types with or without qualifiers, `&`, `*` and `[]`.
#pragma once

namespace std {

template <typename T, T Value> struct integral_constant {
  static constexpr T value = Value;
  typedef T value_type;
  typedef integral_constant type;
  constexpr operator T() const noexcept { return Value; }
  constexpr T operator()() const noexcept { return Value; }
};
template <bool Value> using bool_constant = integral_constant<bool, Value>;
typedef integral_constant<bool, true> true_type;
typedef integral_constant<bool, false> false_type;

typedef decltype(nullptr) nullptr_t;

// --- choosing
template <bool Condition, typename T, typename F> struct conditional {
  typedef T type;
};
template <typename T, typename F> struct conditional<false, T, F> {
  typedef F type;
};
template <bool Condition, typename T, typename F>
using conditional_t = typename conditional<Condition, T, F>::type;
template <bool Condition, typename T = void> struct enable_if {};
template <typename T> struct enable_if<true, T> {
  typedef T type;
};
template <bool Condition, typename T = void> using enable_if_t = typename enable_if<Condition, T>::type;
template <typename...> using void_t = void;
template <typename T> struct type_identity {
  typedef T type;
};
template <typename T> using type_identity_t = T;

// --- changes
template <typename T> struct remove_const {
  typedef T type;
};
template <typename T> struct remove_const<const T> {
  typedef T type;
};
template <typename T> struct remove_volatile {
  typedef T type;
};
template <typename T> struct remove_volatile<volatile T> {
  typedef T type;
};
template <typename T> struct remove_cv {
  typedef typename remove_const<typename remove_volatile<T>::type>::type type;
};
template <typename T> struct remove_reference {
  typedef T type;
};
template <typename T> struct remove_reference<T &> {
  typedef T type;
};
template <typename T> struct remove_reference<T &&> {
  typedef T type;
};
template <typename T> struct remove_cvref {
  typedef typename remove_cv<typename remove_reference<T>::type>::type type;
};
template <typename T> struct remove_pointer {
  typedef T type;
};
template <typename T> struct remove_pointer<T *> {
  typedef T type;
};
template <typename T> struct remove_pointer<T *const> {
  typedef T type;
};
template <typename T> struct remove_extent {
  typedef T type;
};
template <typename T> struct remove_extent<T[]> {
  typedef T type;
};
template <typename T, size_t N> struct remove_extent<T[N]> {
  typedef T type;
};
template <typename T> struct remove_all_extents {
  typedef T type;
};
template <typename T, size_t N> struct remove_all_extents<T[N]> {
  typedef typename remove_all_extents<T>::type type;
};
template <typename T> struct add_const {
  typedef const T type;
};
template <typename T> struct add_volatile {
  typedef volatile T type;
};
template <typename T> struct add_cv {
  typedef const volatile T type;
};
template <typename T> struct add_pointer {
  typedef typename remove_reference<T>::type *type;
};
template <typename T> struct add_lvalue_reference {
  typedef T &type;
};
template <typename T> struct add_rvalue_reference {
  typedef T &&type;
};
template <> struct add_lvalue_reference<void> {
  typedef void type;
};
template <> struct add_rvalue_reference<void> {
  typedef void type;
};
template <typename T> using remove_const_t = typename remove_const<T>::type;
template <typename T> using remove_volatile_t = typename remove_volatile<T>::type;
template <typename T> using remove_cv_t = typename remove_cv<T>::type;
template <typename T> using remove_reference_t = typename remove_reference<T>::type;
template <typename T> using remove_cvref_t = typename remove_cvref<T>::type;
template <typename T> using remove_pointer_t = typename remove_pointer<T>::type;
template <typename T> using remove_extent_t = typename remove_extent<T>::type;
template <typename T> using remove_all_extents_t = typename remove_all_extents<T>::type;
template <typename T> using add_const_t = const T;
template <typename T> using add_volatile_t = volatile T;
template <typename T> using add_cv_t = const volatile T;
template <typename T> using add_pointer_t = typename add_pointer<T>::type;
template <typename T> using add_lvalue_reference_t = typename add_lvalue_reference<T>::type;
template <typename T> using add_rvalue_reference_t = typename add_rvalue_reference<T>::type;

template <typename T> add_rvalue_reference_t<T> constexpr declval() noexcept;

} // namespace std
