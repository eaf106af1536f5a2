// What the hooks of one run of Boost.Wave share: places of tokens, and the files that are read. Private to
// the files of this folder that are named after Wave, see wave.h.
#pragma once

#include "frontend/preprocess/preprocess.h"
#include "frontend/preprocess/prescan.h"

#include <boost/wave/cpplexer/cpp_lex_token.hpp>

#include <map>
#include <memory>

namespace hd::preprocess {

namespace wave = boost::wave;

constexpr size_t kMaxIncludeDepth = 64;
constexpr char kMarker = '\1'; // see wave.cpp

using WaveToken = wave::cpplexer::lex_token<>;
using WaveString = WaveToken::string_type;
using Position = WaveToken::position_type;

inline std::string_view viewOf(const WaveString &text) { return {text.c_str(), text.size()}; }

// A file with host code, whose system headers may not be here.
inline bool isCudaFile(std::string_view path) { return path.ends_with(".cu") || path.ends_with(".cuh"); }

struct Stopped {}; // reported; ends the run

// State shared by all hooks of one run.
class Run {
public:
  Run(diag::SourceManager &sources, diag::Engine &engine, const Options &options, uint32_t mainFile)
      : sources(sources), engine(engine), options(options), mainFile(mainFile),
        firstFile(sources.fileCount()), lastFile_(mainFile), lastName_(sources.path(mainFile).c_str()) {}

  diag::SourceManager &sources;
  diag::Engine &engine;
  const Options &options;
  uint32_t mainFile;
  uint32_t firstFile; // files with lower ids were read by earlier runs
  unsigned depth = 0; // of expansions in work
  size_t expandedTokens = 0;
  size_t nested = 0;      // expansions inside the outermost one
  uint32_t startFile = 0; // see addStart
  diag::Expansion current;
  diag::Location useEnd; // the closing parenthesis of the outermost call
  WaveToken directive;
  unsigned conditionNesting = 0; // what macros brought into the `#if` in work
  diag::Location loneHash;       // Wave takes the `#` of an unknown directive for an empty one
  std::string located;

  uint32_t fileOf(const WaveString &name) {
    if (viewOf(name) != lastName_) {
      // Wave makes the first file's name absolute: the one name that is not ours.
      uint32_t file = sources.findFile(viewOf(name));
      lastFile_ = file ? file : startFile ? startFile : mainFile;
      lastName_ = viewOf(name);
    }
    return lastFile_;
  }

  diag::Location locationOf(const Position &position) {
    diag::Location at{0, uint32_t(position.get_line()), uint32_t(position.get_column()), 0};
    std::string_view file = viewOf(position.get_file());
    if (!file.empty() && file[0] == kMarker) {
      at.expansion = uint32_t(std::strtoul(position.get_file().c_str() + 1, nullptr, 10));
      const diag::Expansion *expansion = sources.expansion(at.expansion);
      at.file = expansion ? expansion->use.file : mainFile;
      return at;
    }
    at.file = fileOf(position.get_file());
    return at;
  }

  diag::Range useRange() const {
    diag::Range range{current.use, current.use};
    range.end.column += uint32_t(current.macro.size());
    return range;
  }

  diag::Range rangeOf(const WaveToken &token) {
    diag::Location begin = locationOf(token.get_position()), end = begin;
    std::string_view text = viewOf(token.get_value());
    end.column += uint32_t(text.find_last_not_of(" \t\r\n") + 1);
    return {begin, end};
  }

  std::shared_ptr<std::string> prepared(const std::string &path) {
    auto &text = prepared_[path];
    uint32_t file = sources.findFile(path);
    if (!text)
      text = std::make_shared<std::string>(prescan(sources.text(file), file, engine));
    return text;
  }

  bool include(const std::string &quotedName, const std::string &includer, size_t iterationDepth);
  bool isStart(const WaveToken &at) { return startFile && fileOf(at.get_position().get_file()) == startFile; }
  uint32_t addStart();

private:
  uint32_t lastFile_;
  std::string lastName_;
  std::map<std::string, std::shared_ptr<std::string>> prepared_;
};

} // namespace hd::preprocess
