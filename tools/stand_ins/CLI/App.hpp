// What heddle and the examples use of CLI11, for builds of the runtime alone: options, flags, positionals,
// subcommands, `--` and help, with the same messages.
#pragma once

#include "Option.hpp"

#include <cctype>
#include <cstdint>
#include <cstdio>
#include <memory>

namespace CLI {

class App {
public:
  struct Formatter {
    size_t width = 30;
    void column_width(size_t columns) { width = columns; }
  };

  explicit App(std::string description, std::string name = "")
      : description_(std::move(description)), name_(std::move(name)),
        formatter_(std::make_shared<Formatter>()) {
    add("-h,--help", "Print this help message and exit").bindFlag([this] { wantsHelp_ = true; });
  }
  App(const App &) = delete;

  template <class T> Option *add_option(const std::string &names, T &variable, std::string help = "") {
    Option &option = add(names, std::move(help));
    option.bind(variable);
    return &option;
  }
  Option *add_flag(const std::string &names, bool &variable, std::string help = "") {
    Option &option = add(names, std::move(help));
    option.bindFlag([&variable] { variable = true; });
    return &option;
  }
  void set_version_flag(const std::string &names, std::string version) {
    version_ = std::move(version);
    add(names, "Display program version information and exit").bindFlag([this] { wantsVersion_ = true; });
  }
  App *add_subcommand(std::string name, std::string description) {
    subcommands_.push_back(std::make_unique<App>(std::move(description), std::move(name)));
    subcommands_.back()->parent_ = this;
    subcommands_.back()->formatter_ = formatter_;
    return subcommands_.back().get();
  }
  void require_subcommand(int) { requiresSubcommand_ = true; }
  void footer(std::string text) { footer_ = std::move(text); }
  std::shared_ptr<Formatter> get_formatter() const { return formatter_; }

  void parse(int argc, const char *const *argv) {
    if (name_.empty())
      name_ = argv[0];
    std::vector<std::string> words(argv + 1, argv + argc);
    parseWords(words, 0);
  }
  // What help and --version print; the message of all else. The exit code.
  int exit(const ParseError &error) const {
    std::FILE *to = error.get_exit_code() == 0 ? stdout : stderr;
    std::fprintf(to, "%s\n%s", error.what(), to == stderr ? "Run with --help for more information.\n" : "");
    return error.get_exit_code();
  }

  explicit operator bool() const { return parsed_; }
  bool got_subcommand(const std::string &name) const { return chosen_ && chosen_->name_ == name; }
  const std::string &get_name() const { return name_; }
  std::vector<Option *> get_options() const {
    std::vector<Option *> all;
    for (const auto &option : options_)
      all.push_back(option.get());
    return all;
  }
  std::vector<App *> get_subcommands() const {
    return chosen_ ? std::vector<App *>{chosen_} : std::vector<App *>{};
  }
  std::vector<const App *> get_subcommands(const std::function<bool(const App *)> &filter) const {
    std::vector<const App *> some;
    for (const auto &command : subcommands_)
      if (filter(command.get()))
        some.push_back(command.get());
    return some;
  }
  // What no option or positional took.
  std::vector<std::string> remaining(bool) const {
    std::vector<std::string> all = extras_;
    if (chosen_)
      for (const std::string &word : chosen_->remaining(true))
        all.push_back(word);
    return all;
  }

private:
  Option &add(const std::string &names, std::string help) {
    options_.push_back(std::make_unique<Option>(names, std::move(help)));
    return *options_.back();
  }

  void parseWords(const std::vector<std::string> &words, size_t at) {
    parsed_ = true;
    bool onlyPositionals = false;
    for (; at < words.size() && !chosen_; ++at) {
      const std::string &word = words[at];
      if (onlyPositionals || !takesOption(words, at, onlyPositionals))
        takePositional(words, at, word);
    }
    finish();
  }

  // Moves `at` to the last word that belongs to it.
  bool takesOption(const std::vector<std::string> &words, size_t &at, bool &onlyPositionals) {
    const std::string &word = words[at];
    bool number = word.size() > 1 && std::isdigit(static_cast<unsigned char>(word[1]));
    if (word.size() < 2 || word[0] != '-' || number)
      return false;
    if (word == "--")
      return onlyPositionals = true;
    bool isLong = word[1] == '-';
    size_t equals = isLong ? word.find('=') : word.npos;
    Option *option = isLong ? find(word.substr(2, equals - 2), {}) : find({}, word.substr(1, 1));
    if (!option) {
      extras_.push_back(word);
      return true;
    }
    if (option->isFlag() || equals != word.npos)
      option->add(equals != word.npos ? word.substr(equals + 1) : "");
    else if (!isLong && word.size() > 2)
      option->add(word.substr(2));
    else if (at + 1 == words.size())
      option->missingValue();
    else
      option->add(words[++at]);
    return true;
  }

  Option *find(std::string_view longName, std::string_view shortName) const {
    for (const auto &option : options_)
      if (option->named(longName, shortName))
        return option.get();
    return nullptr;
  }

  void takePositional(const std::vector<std::string> &words, size_t at, const std::string &word) {
    for (const auto &command : subcommands_)
      if (command->name_ == word) {
        chosen_ = command.get();
        return command->parseWords(words, at + 1);
      }
    for (const auto &option : options_)
      if (option->isPositional() && option->hasRoom())
        return option->add(word);
    extras_.push_back(word);
  }

  void finish() {
    for (const auto &option : options_)
      option->finish();
    if (wantsHelp_)
      throw ParseError(help(), 0);
    if (wantsVersion_)
      throw ParseError(version_, 0);
    for (const auto &option : options_)
      if (option->isRequired() && !option->given())
        throw ParseError(option->get_name() + " is required", 1);
    if (requiresSubcommand_ && !chosen_)
      throw ParseError("A subcommand is required", 1);
    if (!extras_.empty())
      throw ParseError("The following argument was not expected: " + extras_.front(), 1);
  }

  std::string path() const { return (parent_ ? parent_->path() + " " : "") + name_; }

  std::string line(const std::string &left, const std::string &right) const {
    std::string text = "  " + left;
    text += text.size() < formatter_->width ? std::string(formatter_->width - text.size(), ' ')
                                            : "\n" + std::string(formatter_->width, ' ');
    return text + right + "\n";
  }

  std::string section(const std::string &title, bool positionals) const {
    std::string lines;
    for (const auto &option : options_)
      if (option->isPositional() == positionals)
        lines += line(option->usage(), option->help());
    return lines.empty() ? "" : "\n" + title + ":\n" + lines;
  }

  std::string help() const {
    std::string text = description_ + "\nUsage: " + path() + " [OPTIONS]", commands;
    for (const auto &option : options_)
      if (option->isPositional())
        text += option->isRequired() ? " " + option->manyNames() : " [" + option->manyNames() + "]";
    for (const auto &command : subcommands_)
      commands += line(command->name_, command->description_);
    if (!commands.empty())
      text += requiresSubcommand_ ? " SUBCOMMAND" : " [SUBCOMMAND]";
    text += "\n" + section("Positionals", true) + section("Options", false);
    if (!commands.empty())
      text += "\nSubcommands:\n" + commands;
    return text + (footer_.empty() ? "" : "\n" + footer_);
  }

  std::string description_, name_, version_, footer_;
  std::shared_ptr<Formatter> formatter_;
  std::vector<std::unique_ptr<Option>> options_;
  std::vector<std::unique_ptr<App>> subcommands_;
  std::vector<std::string> extras_;
  App *parent_ = nullptr, *chosen_ = nullptr;
  bool parsed_ = false, requiresSubcommand_ = false, wantsHelp_ = false, wantsVersion_ = false;
};

} // namespace CLI
