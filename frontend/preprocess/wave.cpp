// Boost.Wave with our hooks. Wave lexes each number twice (7 us), each other token takes about 1 us.
// Two things need care:
// - Tokens of a macro's body carry the place of its definition. When an outermost expansion is done, its
//   tokens get a position whose file name is a marker ("\1" and the expansion's index) and whose line and
//   column are those of the use; tokens of arguments keep their own place. locationOf() reads it back.
// - Wave throws. Everything is caught in runWave; what can go on goes on.
#include "frontend/preprocess/wave.h"
#include "frontend/preprocess/files.h"
#include "frontend/preprocess/prescan.h"
#include "frontend/preprocess/std_names.h"

#include <boost/wave.hpp>
#include <boost/wave/cpplexer/cpp_lex_iterator.hpp>

#include <algorithm>

namespace hd::preprocess {

namespace {

namespace wave = boost::wave;

constexpr size_t kMaxIncludeDepth = 64;
constexpr char kMarker = '\1';
constexpr unsigned kMaxErrors = 20;
constexpr unsigned kMaxExpansionDepth = 256;
constexpr size_t kMaxNestedExpansions = 20000;
constexpr size_t kMaxExpandedTokens = 2000000; // of all expansions of a run, about two seconds
constexpr size_t kExpansionCost = 8;           // of an expansion, in tokens

using WaveToken = wave::cpplexer::lex_token<>;
using WaveString = WaveToken::string_type;
using Position = WaveToken::position_type;

std::string_view viewOf(const WaveString &text) { return {text.c_str(), text.size()}; }

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

// A file with host code, whose system headers may not be here.
bool isCudaFile(std::string_view path) { return path.ends_with(".cu") || path.ends_with(".cuh"); }

// Finds and reads the file of an #include; false after reporting.
bool Run::include(const std::string &quotedName, const std::string &includer, size_t iterationDepth) {
  std::string name = quotedName.size() >= 2 ? quotedName.substr(1, quotedName.size() - 2) : quotedName;
  diag::Range where = rangeOf(directive);
  if (isStart(directive) && name == "main") {
    located = sources.path(mainFile);
    return true;
  }
  if (iterationDepth > kMaxIncludeDepth + (startFile != 0)) {
    engine.report(diag::Id::IncludeTooDeep, where, kMaxIncludeDepth, name);
    throw Stopped(); // the includers would go on with their next directives
  }
  std::string searched;
  Options shipped{{}, {}, options.embedded, true};
  auto found =
      locate(name, quotedName.starts_with('"'), includer, isStart(directive) ? shipped : options, searched);
  if (!found) {
    const CudaHeader *known = findCudaHeader(name);
    if (!known && quotedName.starts_with('<') && isCudaFile(sources.path(firstFile))) {
      engine.report(diag::Id::IgnoredInclude, where, name);
      return false;
    }
    if (known)
      engine.report(diag::Id::UnsupportedFeature, where, known->what, known->instead);
    else
      engine.report(diag::Id::MissingInclude, where, name, searched);
    engine.setIncomplete();
    return false;
  }
  located = found->path;
  if (uint32_t known = sources.findFile(located)) {
    bool isLibrary = found->text && located.ends_with(".hd");
    return !(isLibrary && known < firstFile);
  }
  std::string reason;
  auto text = found->text ? std::string(*found->text) : readFile(located, reason);
  if (!text) {
    engine.report(diag::Id::CannotReadFile, where, located, reason);
    return false;
  }
  unsigned errors = engine.errorCount();
  sources.addFile(located, std::move(*text), isStart(directive) ? diag::Location() : where.begin);
  prepared(located);
  return engine.errorCount() == errors;
}

// As nvcc does, a CUDA file is read after what it needs not include: the runtime's names, and what of `std`
// comes with those. The file that says so.
uint32_t Run::addStart() {
  const std::string &main = sources.path(mainFile);
  bool hasStd = mayUseStdPrelude(sources.text(mainFile), main, options);
  const std::string path = hasStd ? "<start with std>" : "<start>";
  startFile = sources.findFile(path);
  if (!startFile)
    startFile = sources.addFile(path, fmt::format("{}\n#include <cuda_runtime.h>\n#include <main>\n",
                                                  hasStd ? fmt::format("#include <{}>", kStdPrelude)
                                                         : "#define __HEDDLE_NAMES_NO_STD__"));
  return startFile;
}

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

using Context =
    wave::context<std::string::iterator, wave::cpplexer::lex_iterator<WaveToken>, InputPolicy, Hooks>;

// Wave's errors in our words; the rest keeps Wave's description.
std::string describe(const wave::preprocess_exception &error) {
  using Error = wave::preprocess_exception;
  std::string about = error.get_related_name();
  switch (error.get_errorcode()) {
  case Error::missing_matching_if:
    return "this directive has no matching `#if`";
  case Error::missing_matching_endif:
  case Error::unbalanced_if_endif:
    return "a conditional has no `#endif` at the end of the file";
  case Error::ill_formed_expression:
  case Error::ill_formed_integer_literal:
    return "the condition of this `#if` is not a valid integer expression";
  case Error::division_by_zero:
    return "division by zero in the condition of this `#if`";
  case Error::too_few_macroarguments:
    return "too few arguments for this macro";
  case Error::too_many_macroarguments:
    return "too many arguments for this macro";
  case Error::improperly_terminated_macro:
    return "the arguments of this macro have no closing `)`";
  case Error::invalid_concat:
    return "`##` does not give a valid token here";
  case Error::bad_include_statement:
    return "`#include` expects \"FILE\" or <FILE>";
  case Error::bad_define_statement:
  case Error::bad_macro_definition:
    return "this `#define` is not well formed";
  case Error::duplicate_parameter_name:
    return fmt::format("macro parameter `{}` occurs twice", about);
  case Error::illegal_redefinition:
    return fmt::format("`{}` cannot be redefined", about);
  case Error::include_nesting_too_deep:
    return "`#include` nests too deeply";
  case Error::ill_formed_directive:
    return "this preprocessor directive is not well formed";
  default:
    return fmt::format("preprocessor: {}", error.description());
  }
}

class Driver {
public:
  Driver(Run &run, const std::function<void(const RawToken &)> &sink) : run_(run), sink_(sink) {}

  void go() {
    unsigned errors = run_.engine.errorCount();
    std::string first = run_.sources.path(run_.mainFile);
    std::shared_ptr<std::string> text = run_.prepared(first);
    if (run_.engine.errorCount() > errors)
      return;
    if (isCudaFile(first)) {
      first = run_.sources.path(run_.addStart());
      text = run_.prepared(first);
    }
    Context context(text->begin(), text->end(), first.c_str(), Hooks(&run_));
    guarded([&] { configure(context); });
    context_ = &context;
    auto iterator = context.begin(), end = context.end();
    while (run_.engine.errorCount() < errors + kMaxErrors) {
      bool goOn = false;
      bool done = guarded(
          [&] {
            for (; iterator != end; ++iterator)
              emit(*iterator);
          },
          &goOn);
      if (done || !goOn)
        return;
      run_.depth = 0;
    }
  }

private:
  void configure(Context &context) {
    context.set_language(wave::language_support(
        wave::support_cpp20 | wave::support_option_prefer_pp_numbers | wave::support_option_variadics |
        wave::support_option_long_long | wave::support_option_no_newline_at_end_of_file |
        wave::support_option_no_character_validation | wave::support_option_include_guard_detection |
        wave::support_option_emit_pragma_directives));
    context.set_max_include_nesting_depth(kMaxIncludeDepth + 8);
    for (const char *macro : {"__HEDDLE__=1", "__CUDACC__=1", "__CUDA_ARCH__=700", "__NVCC__=1",
                              "__CUDACC_VER_MAJOR__=12", "__CUDACC_VER_MINOR__=4"})
      context.add_macro_definition(std::string(macro), true);
    for (const auto &[name, text] : run_.options.defines)
      context.add_macro_definition(name + "=" + text, false);
  }

  // A space for each, but not in literals.
  static std::string withoutComments(const std::string &text) {
    std::string out;
    char quote = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      std::string_view rest = std::string_view(text).substr(i);
      if (!quote && rest.starts_with("//"))
        break;
      if (!quote && rest.starts_with("/*")) {
        size_t end = text.find("*/", i + 2);
        if (end == text.npos)
          break;
        out += ' ', i = end + 1;
        continue;
      }
      out += text[i];
      if (quote && text[i] == '\\' && i + 1 < text.size())
        out += text[++i];
      else if (quote ? text[i] == quote : text[i] == '"' || text[i] == '\'')
        quote = quote ? 0 : text[i];
    }
    return out;
  }

  // As other compilers do, Wave's error or not: the new text counts from here on.
  bool redefine(const std::string &name, diag::Location at) {
    std::string_view source = run_.sources.text(at.file);
    for (uint32_t line = 1; line < at.line && source.find('\n') != source.npos; ++line)
      source.remove_prefix(source.find('\n') + 1);
    std::string text;
    do {
      std::string_view line = source.substr(0, source.find('\n'));
      source.remove_prefix(std::min(line.size() + 1, source.size()));
      text += line;
      text.erase(text.find_last_not_of("\r") + 1);
    } while (text.ends_with('\\') && (text.back() = ' ', !source.empty()));
    text = withoutComments(text);
    size_t directive = text.find("define"), begin = text.find(name, std::min(directive + 6, text.size()));
    if (directive == text.npos || begin == text.npos)
      return false;
    size_t end = begin + name.size();
    if (text.substr(end).starts_with('('))
      end = text.find(')', end) + 1;
    context_->remove_macro_definition(WaveString(name.c_str()), true);
    try {
      return context_->add_macro_definition(text.substr(begin, end - begin) + "=" + text.substr(end), false);
    } catch (const std::exception &) { // no tokens of the language
      return false;
    }
  }

  // True when an error was one that only deserves a warning.
  bool forgive(const wave::preprocess_exception &error) {
    if (error.get_errorcode() != wave::preprocess_exception::macro_redefinition)
      return false;
    diag::Location at =
        run_.locationOf(Position(WaveString(error.file_name()), error.line_no(), error.column_no()));
    if (!redefine(error.get_related_name(), at))
      return false;
    run_.engine.report(diag::Id::MacroRedefined, {at, at}, error.get_related_name());
    return true;
  }

  template <typename Work> bool guarded(Work work, bool *recoverable = nullptr) {
    auto report = [&](const auto &error, const std::string &message) {
      reportAt(error.file_name(), error.line_no(), error.column_no(), message);
      if (recoverable)
        *recoverable = error.is_recoverable();
    };
    try {
      work();
      return true;
    } catch (const wave::preprocess_exception &error) {
      if (recoverable && forgive(error))
        *recoverable = true;
      else
        report(error, describe(error));
    } catch (const wave::cpplexer::lexing_exception &error) {
      report(error, fmt::format("malformed token: {}", error.description()));
    } catch (const Stopped &) {
      return false;
    } catch (const std::exception &error) {
      reportAt("", 0, 0, fmt::format("the preprocessor cannot go on: {}", error.what()));
    }
    return false;
  }

  void reportAt(const char *file, size_t line, size_t column, const std::string &message) {
    WaveString name(file);
    diag::Location at = run_.locationOf(Position(name, line, column));
    if (line == 0)
      at = {};
    at.column = std::max(at.column, 1u);
    diag::Location end = at;
    ++end.column;
    run_.engine.report(diag::Id::PreprocessorError, {at, end}, message);
  }

  void emit(const WaveToken &token) {
    wave::token_id id = wave::token_id(token);
    RawToken raw;
    if (id == wave::T_NEWLINE || id == wave::T_CPPCOMMENT || id == wave::T_GENERATEDNEWLINE)
      raw.kind = RawToken::Kind::Newline;
    else if ((unsigned(id) & unsigned(wave::TokenTypeMask)) == unsigned(wave::WhiteSpaceTokenType))
      raw.kind = RawToken::Kind::Space;
    else if (id == wave::T_EOF || id == wave::T_EOI || id == wave::T_PP_LINE || !token.is_valid())
      return;
    else {
      if (id == wave::T_PP_PRAGMA)
        raw.kind = RawToken::Kind::Pragma;
      fill(raw, token);
      if (isUnknownDirective(raw))
        return;
    }
    sink_(raw);
  }

  bool isUnknownDirective(const RawToken &raw) {
    const diag::Location &hash = run_.loneHash, &at = raw.location;
    if (hash.file != at.file || hash.line != at.line)
      return false;
    if (reportedHash_ != hash)
      run_.engine.report(diag::Id::PreprocessorError, {hash, {at.file, at.line, raw.endColumn, 0}},
                         fmt::format("unknown preprocessor directive `#{}`", raw.text));
    reportedHash_ = hash;
    return true;
  }

  void fill(RawToken &raw, const WaveToken &token) {
    raw.text = run_.sources.intern(viewOf(token.get_value()));
    raw.location = run_.locationOf(token.get_position());
    raw.endColumn = raw.location.column + uint32_t(raw.text.size());
    const diag::Expansion *expansion = run_.sources.expansion(raw.location.expansion);
    if (expansion && expansion->use.line == raw.location.line && expansion->use.column == raw.location.column)
      raw.endColumn = raw.location.column + uint32_t(expansion->macro.size());
  }

  Run &run_;
  Context *context_ = nullptr;
  diag::Location reportedHash_;
  const std::function<void(const RawToken &)> &sink_;
};

} // namespace

void runWave(diag::SourceManager &sources, diag::Engine &engine, const Options &options, uint32_t file,
             const std::function<void(const RawToken &)> &sink) {
  Run run(sources, engine, options, file);
  Driver(run, sink).go();
}

} // namespace hd::preprocess
