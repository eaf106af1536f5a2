// What Wave calls while it works: it gets its texts from us, its expansions are noted and held within limits,
// directives become diagnostics.
#pragma once

#include "frontend/preprocess/wave_run.h"

#include <boost/wave.hpp>

namespace hd::preprocess {

constexpr unsigned kMaxExpansionDepth = 256;
constexpr size_t kMaxNestedExpansions = 20000;
constexpr size_t kMaxExpandedTokens = 2000000; // of all expansions of a run, about two seconds
constexpr size_t kExpansionCost = 8;           // of an expansion, in tokens

// Gives Wave our prescanned texts instead of letting it open files.
struct InputPolicy {
  template <typename IterContext> class inner {
  public:
    template <typename Pos>
    static void init_iterators(IterContext &iterContext, const Pos &, wave::language_support language) {
      iterContext.text_ = iterContext.ctx.get_hooks().preparedText(iterContext.filename.c_str());
      using Iterator = typename IterContext::iterator_type;
      iterContext.first =
          Iterator(iterContext.text_->begin(), iterContext.text_->end(), Pos(iterContext.filename), language);
      iterContext.last = Iterator();
    }

  private:
    std::shared_ptr<std::string> text_;
  };
};

std::string textOf(const auto &tokens) {
  std::string out;
  for (const WaveToken &token : tokens)
    out += viewOf(token.get_value());
  size_t first = out.find_first_not_of(" \t"), last = out.find_last_not_of(" \t\r\n");
  return first == out.npos ? "" : out.substr(first, last - first + 1);
}

struct Hooks : wave::context_policies::eat_whitespace<WaveToken> {
  explicit Hooks(Run *run = nullptr) : run(run) {}
  Run *run;

  std::shared_ptr<std::string> preparedText(const char *path) { return run->prepared(path); }

  [[noreturn]] void stopExpansion() {
    run->engine.report(diag::Id::PreprocessorError, run->useRange(),
                       fmt::format("macro `{}` expands to too much", run->current.macro));
    throw Stopped();
  }

  void expansionBegins(const WaveToken &name, const WaveToken &use, const Position *end) {
    if (run->depth >= kMaxExpansionDepth || run->nested >= kMaxNestedExpansions)
      stopExpansion();
    if (run->depth++ > 0) {
      ++run->nested;
      return;
    }
    run->nested = 0;
    diag::Location definition; // none for Wave's own `<built-in>`, `<command line>`
    std::string_view file = viewOf(name.get_position().get_file());
    if (!file.empty() && (file[0] != '<' || run->sources.findFile(file)))
      definition = run->locationOf(name.get_position());
    run->current = {std::string(viewOf(name.get_value())), run->locationOf(use.get_position()), definition};
    run->useEnd = end ? run->locationOf(*end) : run->current.use;
  }

  template <typename Context, typename Container, typename Iterator>
  bool expanding_function_like_macro(const Context &, const WaveToken &macro, const std::vector<WaveToken> &,
                                     const Container &, const WaveToken &call, const std::vector<Container> &,
                                     const Iterator &, const Iterator &last) {
    Position end = last->get_position();
    expansionBegins(macro, call, &end);
    return false;
  }

  template <typename Context, typename Container>
  bool expanding_object_like_macro(const Context &, const WaveToken &macro, const Container &,
                                   const WaveToken &use) {
    expansionBegins(macro, use, nullptr);
    return false;
  }

  // True for a token that was written between the parentheses of the macro's call.
  bool isArgument(diag::Location at) const {
    const diag::Location &use = run->current.use, &end = run->useEnd;
    if (at.expansion != 0 || at.file != use.file || use.expansion != 0)
      return false;
    auto before = [](const diag::Location &a, const diag::Location &b) {
      return a.line != b.line ? a.line < b.line : a.column < b.column;
    };
    return before(use, at) && before(at, end);
  }

  // Arguments that a macro repeats grow without any more expansions.
  template <typename Context, typename Container>
  void expanded_macro(const Context &, const Container &result) {
    run->expandedTokens += result.size() + kExpansionCost;
    if (run->expandedTokens > kMaxExpandedTokens)
      stopExpansion();
  }

  template <typename Context, typename Container>
  void rescanned_macro(const Context &, const Container &result) {
    // Wave has no value of `__cplusplus` for C++17, and lets nobody define it.
    for (const WaveToken &token : result)
      if (token.is_valid() && viewOf(token.get_value()) == "202002L")
        const_cast<WaveToken &>(token).set_value("201703L");
    if (run->depth == 0 || --run->depth > 0)
      return;
    uint32_t index = run->sources.addExpansion(run->current);
    std::string marker = kMarker + std::to_string(index);
    WaveString file(marker.c_str(), marker.size());
    for (const WaveToken &constToken : result) {
      auto &token = const_cast<WaveToken &>(constToken);
      if (!token.is_valid())
        continue;
      diag::Location at = run->locationOf(token.get_position());
      if (!isArgument(at))
        at = run->current.use;
      Position marked(file, at.line, at.column);
      token.set_position(marked);
    }
    checkCondition(result);
  }

  template <typename Container> void checkCondition(const Container &result) {
    wave::token_id directive = wave::token_id(run->directive);
    bool isCondition = directive == wave::T_PP_IF || directive == wave::T_PP_ELIF;
    if (!isCondition || run->current.use.line != run->directive.get_position().get_line())
      return;
    for (const WaveToken &token : result)
      if (token.is_valid() && !token.get_value().empty())
        run->conditionNesting += mayNestCondition(viewOf(token.get_value())[0]);
    if (run->conditionNesting <= kMaxConditionNesting)
      return;
    run->engine.report(diag::Id::NestingTooDeep, run->useRange(), kMaxConditionNesting);
    throw Stopped();
  }

  template <typename Context> bool found_directive(const Context &, const WaveToken &directive) {
    run->directive = directive;
    run->conditionNesting = 0;
    return false;
  }

  template <typename Context>
  bool found_include_directive(const Context &context, const std::string &name, bool) {
    return !run->include(name, run->sources.path(run->fileOf(run->directive.get_position().get_file())),
                         context.get_iteration_depth());
  }

  template <typename Context>
  bool locate_include_file(Context &, std::string &, bool, const char *, std::string &folder,
                           std::string &nativeName) {
    folder = nativeName = run->located;
    return true;
  }

  template <typename Context> void skipped_token(const Context &, const WaveToken &token) {
    if (viewOf(token.get_value()) == "#")
      run->loneHash = run->locationOf(token.get_position());
  }

  template <typename Context, typename Container>
  bool found_error_directive(const Context &, const Container &message) {
    run->engine.report(diag::Id::ErrorDirective, run->rangeOf(run->directive), textOf(message));
    return true;
  }

  template <typename Context, typename Container>
  bool found_warning_directive(const Context &, const Container &message) {
    run->engine.report(diag::Id::WarningDirective, run->rangeOf(run->directive), textOf(message));
    return true;
  }

  template <typename Context, typename Container>
  bool interpret_pragma(const Context &, Container &, const WaveToken &, const Container &,
                        const WaveToken &) {
    return true;
  }
};

} // namespace hd::preprocess
