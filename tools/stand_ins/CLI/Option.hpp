// Options of the stand-in for CLI11: where values go, how they are checked, and what the help says of them.
#pragma once

#include <charconv>
#include <functional>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <type_traits>
#include <vector>

namespace CLI {

class ParseError : public std::runtime_error {
public:
  ParseError(const std::string &what, int code) : std::runtime_error(what), code_(code) {}
  int get_exit_code() const { return code_; } // 0: help or the version was asked for

private:
  int code_;
};

// Says what is wrong with a value; empty when nothing is.
struct Validator {
  std::function<std::string(const std::string &value)> fault;
  std::string description;
};

template <class T> constexpr const char *typeName() {
  if constexpr (std::is_floating_point_v<T>)
    return "FLOAT";
  else if constexpr (std::is_unsigned_v<T>)
    return "UINT";
  else if constexpr (std::is_integral_v<T>)
    return "INT";
  else
    return "TEXT";
}

// Numbers that fill the text and fit the type; any text for strings.
template <class T> bool convert(const std::string &text, T &value) {
  if constexpr (std::is_arithmetic_v<T>) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  } else {
    value = text;
    return true;
  }
}

template <class T> Validator Range(T least, T most) {
  std::ostringstream description;
  description << typeName<T>() << " in [" << least << " - " << most << "]";
  return {[=](const std::string &text) {
            T value{};
            bool inside = convert(text, value) && value >= least && value <= most;
            return inside ? ""
                          : "Value " + text + " not in range " + std::to_string(least) + " to " +
                                std::to_string(most);
          },
          description.str()};
}

inline Validator IsMember(std::initializer_list<std::string> names) {
  std::string all;
  for (const std::string &name : names)
    all += (all.empty() ? "{" : ",") + name;
  all += "}";
  return {[=, known = std::vector(names)](const std::string &text) {
            for (const std::string &name : known)
              if (name == text)
                return std::string();
            return text + " not in " + all;
          },
          all};
}

inline const Validator PositiveNumber{[](const std::string &text) {
                                        double value = 0;
                                        bool positive = convert(text, value) && value > 0;
                                        return positive ? "" : "Number less or equal to 0: (" + text + ")";
                                      },
                                      "POSITIVE"};

inline const Validator ExistingFile{[](const std::string &text) {
                                      struct stat status = {};
                                      bool file =
                                          stat(text.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
                                      return file ? "" : "File does not exist: " + text;
                                    },
                                    "FILE"};

class Option {
public:
  // `names`: "-g", "--out,--output", or a positional's name without dashes.
  Option(const std::string &names, std::string help) : help_(std::move(help)) {
    std::istringstream list(names);
    for (std::string name; std::getline(list, name, ',');)
      if (name.starts_with("--"))
        long_.push_back(name.substr(2));
      else if (name.starts_with("-"))
        short_.push_back(name.substr(1));
      else
        positional_ = name;
  }

  template <class T> void bind(T &variable) {
    type_ = typeName<T>();
    store_ = [&variable](const std::string &text) { return convert(text, variable); };
    show_ = [&variable] { return (std::ostringstream() << variable).str(); };
  }
  template <class T> void bind(std::vector<T> &variable) {
    type_ = typeName<T>();
    repeats_ = true;
    store_ = [&variable, fresh = true](const std::string &text) mutable {
      if (fresh)
        variable.clear(); // the default gives way
      fresh = false;
      return convert(text, variable.emplace_back());
    };
  }
  void bindFlag(std::function<void()> set) {
    type_.clear();
    flag_ = true;
    store_ = [set = std::move(set)](const std::string &) { return set(), true; };
  }

  Option *required() { return required_ = true, this; }
  Option *type_name(std::string name) { return type_ = std::move(name), this; }
  Option *delimiter(char c) { return delimiter_ = c, this; }
  Option *check(Validator validator) { return checks_.push_back(std::move(validator)), this; }
  Option *allow_extra_args(bool) { return this; } // one value for each occurrence is all there is
  void capture_default_str() { default_ = show_ ? show_() : ""; }

  const std::vector<std::string> &get_lnames() const { return long_; }
  const std::vector<std::string> &get_snames() const { return short_; }
  std::string get_name() const {
    return !positional_.empty() ? positional_ : !long_.empty() ? "--" + long_.front() : "-" + short_.front();
  }
  std::string manyNames() const { return get_name() + (repeats_ ? "..." : ""); }
  int get_expected_max() const { return flag_ ? 0 : repeats_ ? 1 << 29 : 1; }

  bool isPositional() const { return !positional_.empty(); }
  bool isFlag() const { return flag_; }
  bool isRequired() const { return required_; }
  bool hasRoom() const { return repeats_ || values_.empty(); }
  bool given() const { return !values_.empty(); }
  bool named(std::string_view longName, std::string_view shortName) const {
    for (const std::string &name : long_)
      if (name == longName)
        return true;
    for (const std::string &name : short_)
      if (name == shortName)
        return true;
    return false;
  }
  void add(const std::string &text) {
    std::istringstream list(text);
    if (!delimiter_)
      return values_.push_back(text);
    for (std::string value; std::getline(list, value, delimiter_);)
      values_.push_back(value);
  }
  [[noreturn]] void missingValue() const {
    throw ParseError(get_name() + ": 1 required " + type_ + " missing", 1);
  }

  // Checks and stores what was given.
  void finish() {
    if (values_.size() > 1 && !repeats_ && !flag_)
      throw ParseError(get_name() + ": At Most 1 required but received " + std::to_string(values_.size()), 1);
    for (const std::string &value : values_) {
      for (const Validator &check : checks_)
        if (std::string fault = check.fault(value); !fault.empty())
          throw ParseError(get_name() + ": " + fault, 1);
      if (!store_(value))
        throw ParseError("Could not convert: " + get_name() + " = " + value, 1);
    }
  }

  std::string usage() const {
    std::string text = positional_;
    for (const std::string &name : short_)
      text += (text.empty() ? "-" : ",-") + name;
    for (const std::string &name : long_)
      text += (text.empty() ? "--" : ",--") + name;
    std::string type = type_;
    for (const Validator &check : checks_)
      type += (type.empty() ? "" : ":") + check.description;
    text += type.empty() ? "" : " " + type;
    text += default_.empty() ? "" : " [" + default_ + "]";
    return text + (repeats_ ? " ..." : "") + (required_ ? " REQUIRED" : "");
  }
  const std::string &help() const { return help_; }

private:
  std::vector<std::string> long_, short_, values_;
  std::string positional_, help_, type_, default_;
  std::vector<Validator> checks_;
  std::function<bool(const std::string &)> store_;
  std::function<std::string()> show_;
  bool required_ = false, repeats_ = false, flag_ = false;
  char delimiter_ = 0;
};

} // namespace CLI
