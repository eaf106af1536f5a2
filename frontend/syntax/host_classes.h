// Methods of the host in classes, as functions that say what they launch (launcher.h):
//
//   template <typename T> class Map {                          template <typename T>
//     T *keys;                                          =>     void Map.members(int n) {
//     void fill(int n) { k<T><<<n, 256>>>(keys); }               T *keys;
//   };                                                           k<T><<<n, 256>>>(keys);
//                                                              }
//
// Fields and all else that the class declares are names in front of the body. An instance of the class
// launches what its methods launch: a mention of `Map<int>` is a call of all `Map.members<int>`.
#pragma once

#include "frontend/syntax/chunks.h"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hd::syntax {

class HostClasses {
public:
  // A chunk with `whole`. Its methods, and one more function for the bases and fields.
  std::vector<Chunk> add(const Chunk &record);
  // A HostFunction that is a member, as a function with the class around it, if the class is known.
  void surround(Chunk &method) const;
  // What stands for `template void f<int>(int);`, `template class Map<int>;` and `using M = Map<int>;`: a
  // function that mentions it.
  Chunk instantiation(const Chunk &chunk);

  // The token `Map.members` for a class of that name; null when there is none.
  const preprocess::Token *membersOf(std::string_view name) const;

private:
  struct Class {
    Terminals head, data; // `template <...>`; bases, fields, types
    const preprocess::Token *members = nullptr;
  };
  const preprocess::Token *makeToken(const preprocess::Token &like, std::string text);
  Chunk method(const Class &known, const Terminals &from, const std::vector<uint32_t> &match, size_t first,
               size_t head, size_t name, size_t params, size_t body) const;

  std::unordered_map<std::string_view, Class> classes_;
  std::deque<preprocess::Token> tokens_;
  std::deque<std::string> texts_;
};

} // namespace hd::syntax
