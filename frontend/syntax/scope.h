// Names and what they stand for, scope by scope, as far as parsing needs to know: types, templates,
// namespaces, and values, which hide types.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hd::syntax {

struct Scope;

struct Symbol {
  enum class Kind : uint8_t {
    Unknown,
    Value,
    ValueTemplate, // of functions and variables
    Type,
    TypeTemplate, // of classes and aliases; template template parameters
    Namespace,
  } kind = Kind::Unknown;
  Scope *scope = nullptr; // its members, when they are known

  bool isType() const { return kind == Kind::Type || kind == Kind::TypeTemplate; }
  bool isTemplate() const { return kind == Kind::TypeTemplate || kind == Kind::ValueTemplate; }
  bool isKnown() const { return kind != Kind::Unknown; }
};

struct Scope {
  enum class Kind : uint8_t { Block, TemplateParams, Class, Namespace } kind = Kind::Block;
  Scope *parent = nullptr;
  std::string_view name;    // of a class
  bool hasOpenBase = false; // a base that depends on template parameters or is not known
  std::unordered_map<std::string_view, Symbol> names;
  std::vector<Scope *> also; // bases, namespaces of `using namespace`, inline namespaces

  // What `name` is as a member of this scope, its bases and used namespaces included.
  Symbol member(std::string_view name) const;
  // What the plain `name` means inside this scope.
  Symbol lookup(std::string_view name) const;
  bool isInside(const Scope *other) const;

private:
  Symbol member(std::string_view name, unsigned &budget) const;
};

} // namespace hd::syntax
