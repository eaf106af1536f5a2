// The same command line declared with both libraries takes the same words, with the same values and messages.
#include <CLI/CLI.hpp>
#define CLI stand_in_CLI
#include "tools/stand_ins/CLI/App.hpp"
#undef CLI

#include <gtest/gtest.h>

namespace {

struct Values {
  std::string file, name;
  std::vector<std::string> rest, repeated, listed = {"default"};
  uint32_t count = 7;
  int level = 3;
  double limit = 0;
  float rate = 1;
  bool flag = false;
};

#define DECLARE(library)                                                                                     \
  void declare(library::App &app, Values &v) {                                                               \
    app.require_subcommand(1);                                                                               \
    library::App *command = app.add_subcommand("run", "Run");                                                \
    app.add_subcommand("list", "List")->add_subcommand("all", "All");                                        \
    command->add_option("FILE", v.file, "A file")->required();                                               \
    command->add_option("REST", v.rest, "More");                                                             \
    command->add_option("--name", v.name, "A name")->required()->type_name("NAME");                          \
    command->add_option("--repeat", v.repeated, "Many")->allow_extra_args(false);                            \
    command->add_option("--list", v.listed, "Many")->allow_extra_args(false)->delimiter(',');                \
    command->add_option("--count", v.count, "A number");                                                     \
    command->add_option("-O", v.level, "A level")->check(library::Range(0, 3));                              \
    command->add_option("--limit", v.limit, "Seconds")->check(library::Range(1e-6, 1e6));                    \
    command->add_option("--rate", v.rate, "A rate")->check(library::PositiveNumber);                         \
    command->add_option("--kind", v.name, "A kind")->check(library::IsMember({"text", "json"}));             \
    command->add_flag("--flag", v.flag, "A flag");                                                           \
  }
DECLARE(CLI)
DECLARE(stand_in_CLI)

std::string shown(const Values &v) {
  std::string text = v.file + ";" + v.name + ";";
  for (const auto *list : {&v.rest, &v.repeated, &v.listed}) {
    for (const std::string &item : *list)
      text += item + ",";
    text += ";";
  }
  return text + std::to_string(v.count) + ";" + std::to_string(v.level) + ";" + std::to_string(v.limit) +
         ";" + std::to_string(v.rate) + ";" + std::to_string(v.flag);
}

// What came of the words: the values, or the message and what nothing took.
template <class App, class Error> std::string outcome(const std::vector<const char *> &words) {
  Values values;
  App app("Test", "test");
  declare(app, values);
  try {
    app.parse(static_cast<int>(words.size()), words.data());
    return shown(values) + (app.got_subcommand("run") ? " run" : " other");
  } catch (const Error &error) {
    std::string text = error.get_exit_code() == 0 ? "help" : "error";
    std::vector<std::string> extra = app.remaining(true);
    if (extra.empty() && error.get_exit_code() != 0)
      return text + ": " + error.what();
    for (const std::string &word : extra)
      text += " " + word;
    return text;
  }
}

TEST(App, TakesTheSameWords) {
  const std::vector<std::vector<const char *>> lines = {
      {},
      {"run"},
      {"rum"},
      {"list"},
      {"list", "all"},
      {"list", "none"},
      {"--help"},
      {"run", "--help"},
      {"run", "f", "--name", "n"},
      {"run", "--name=n", "f", "a", "b"},
      {"run", "--name", "n", "f", "-5", "-2.5", "-1e5"},
      {"run", "--name", "n", "f", "--", "-inf", "--name"},
      {"run", "f", "--name"},
      {"run", "f", "--name", "n", "--name", "m"},
      {"run", "f", "--name", "n", "--repeat", "a", "b", "--repeat", "c"},
      {"run", "f", "--name", "n", "--list", "a,b", "--list=c"},
      {"run", "f", "--name", "n", "--flag", "--count", "12"},
      {"run", "f", "--name", "n", "--count", "-1"},
      {"run", "f", "--name", "n", "--count", "12x"},
      {"run", "f", "--name", "n", "-O2"},
      {"run", "f", "--name", "n", "-O", "4"},
      {"run", "f", "--name", "n", "--limit", "2.5", "--rate", "1e-3"},
      {"run", "f", "--name", "n", "--limit", "0"},
      {"run", "f", "--name", "n", "--limit", "x"},
      {"run", "f", "--name", "n", "--kind", "xml"},
      {"run", "f", "--name", "n", "--kind", "json"},
      {"run", "f", "--nmae", "n"},
      {"run", "f", "--name", "n", "-x"},
  };
  for (std::vector<const char *> words : lines) {
    words.insert(words.begin(), "test");
    std::string line;
    for (const char *word : words)
      line += std::string(word) + " ";
    EXPECT_EQ((outcome<stand_in_CLI::App, stand_in_CLI::ParseError>(words)),
              (outcome<CLI::App, CLI::ParseError>(words)))
        << line;
  }
}

} // namespace
