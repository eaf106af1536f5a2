// Boost.Wave with our hooks. Wave lexes each number twice (7 us), each other token takes about 1 us.
// Two things need care:
// - Tokens of a macro's body carry the place of its definition. When an outermost expansion is done, its
//   tokens get a position whose file name is a marker ("\1" and the expansion's index) and whose line and
//   column are those of the use; tokens of arguments keep their own place. locationOf() reads it back.
// - Wave throws. Everything is caught in runWave; what can go on goes on.
#include "frontend/preprocess/wave.h"

#include "frontend/preprocess/wave_hooks.h"

#include <boost/wave/cpplexer/cpp_lex_iterator.hpp>

#include <algorithm>

namespace hd::preprocess {

namespace {

constexpr unsigned kMaxErrors = 20;

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
