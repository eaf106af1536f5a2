// clang's layout of a diagnostic, and JSON.
#include "frontend/diag/render.h"

#include <algorithm>
#include <cstdio>

namespace hd::diag {

namespace {

constexpr size_t kMaxColumns = 160; // a longer source line is shown as a window around the caret

struct Style {
  const char *bold = "", *error = "", *warning = "", *note = "", *caret = "", *reset = "";
};

Style styleFor(bool color) {
  if (!color)
    return {};
  return {"\033[1m", "\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[1;32m", "\033[0m"};
}

const char *nameOf(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Note:
    return "note";
  }
  return "";
}

const char *colorOf(Severity severity, const Style &style) {
  switch (severity) {
  case Severity::Error:
    return style.error;
  case Severity::Warning:
    return style.warning;
  case Severity::Note:
    return style.note;
  }
  return "";
}

std::string place(Location at, const SourceManager &sources) {
  if (!at.valid())
    return "heddle: ";
  return fmt::format("{}:{}:{}: ", sources.path(at.file), at.line, at.column);
}

// Control characters, which could disturb a terminal, become `?`; a tab one blank, so that columns agree.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char &c : out) {
    if (c == '\t')
      c = ' ';
    else if ((unsigned char)c < 0x20 || c == 0x7f)
      c = '?';
  }
  return out;
}

// How many columns of a terminal the bytes take, near enough: UTF-8 continuation bytes take none.
size_t width(std::string_view bytes) {
  return size_t(std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool sameSpelling(Location a, Location b) { return a.file == b.file && a.line == b.line; }

// The part of a line that is shown, as byte offsets.
struct Window {
  size_t first = 0, last = 0;
};

Window windowFor(std::string_view line, size_t column) {
  if (line.size() <= kMaxColumns)
    return {0, line.size()};
  size_t first = column > kMaxColumns / 2 ? column - kMaxColumns / 2 : 0;
  first = std::min(first, line.size() - kMaxColumns);
  return {first, first + kMaxColumns};
}

void renderSnippet(std::string &out, Range range, const std::vector<FixIt> &fixIts,
                   const SourceManager &sources, const Style &style) {
  std::string_view line = sources.line(range.begin.file, range.begin.line);
  if (line.empty())
    return;
  size_t column = std::min<size_t>(range.begin.column ? range.begin.column - 1 : 0, line.size());
  Window window = windowFor(line, column);
  size_t end = column + 1;
  if (sameSpelling(range.begin, range.end) && range.end.column > range.begin.column)
    end = std::min<size_t>(range.end.column - 1, window.last);
  else if (range.end.valid() && range.end.file == range.begin.file && range.end.line > range.begin.line)
    end = window.last;
  auto blanks = [&](size_t upTo) {
    return std::string(width(line.substr(window.first, upTo - window.first)), ' ');
  };
  out += printable(line.substr(window.first, window.last - window.first)) + "\n";
  out += blanks(column) + style.caret + "^";
  if (end > column + 1)
    out += std::string(width(line.substr(column + 1, end - column - 1)), '~');
  out += std::string(style.reset) + "\n";
  for (const FixIt &fix : fixIts) {
    size_t at = fix.range.begin.column ? fix.range.begin.column - 1 : 0;
    if (!sameSpelling(fix.range.begin, range.begin) || at < window.first || at > window.last)
      continue;
    out += blanks(std::min(at, line.size())) + style.caret + fix.text + style.reset + "\n";
  }
}

void renderMessage(std::string &out, Id id, Range range, const std::string &message,
                   const std::vector<FixIt> &fixIts, const SourceManager &sources, const Style &style) {
  Severity severity = severityOf(id);
  out += style.bold + place(range.begin, sources) + style.reset;
  out += fmt::format("{}{}: {}{}{}{}", colorOf(severity, style), nameOf(severity), style.reset,
                     severity == Severity::Note ? "" : style.bold, printable(message), style.reset);
  if (severity != Severity::Note)
    out += fmt::format(" [{}]", stableIdOf(id));
  out += "\n";
  renderSnippet(out, range, fixIts, sources, style);
}

void renderExpansions(std::string &out, Location at, const SourceManager &sources, const Style &style) {
  for (int depth = 0; depth < 8; ++depth) {
    const Expansion *expansion = sources.expansion(at.expansion);
    if (!expansion)
      return;
    if (expansion->definition.valid()) {
      Range range{expansion->definition, expansion->definition};
      range.end.column += uint32_t(expansion->macro.size());
      renderMessage(out, Id::ExpandedFromMacro, range,
                    fmt::format(fmt::runtime(textOf(Id::ExpandedFromMacro)), expansion->macro), {}, sources,
                    style);
    }
    at = expansion->use;
  }
}

void renderIncludes(std::string &out, Location at, const SourceManager &sources) {
  for (int depth = 0; depth < 16; ++depth) {
    Location from = sources.includedFrom(at.file);
    if (!from.valid())
      return;
    out += fmt::format("In file included from {}:{}:\n", sources.path(from.file), from.line);
    at = from;
  }
}

std::string jsonPlace(Range range, const SourceManager &sources) {
  return fmt::format("\"file\":{},\"line\":{},\"column\":{},\"endLine\":{},\"endColumn\":{}",
                     jsonString(range.begin.valid() ? sources.path(range.begin.file) : ""), range.begin.line,
                     range.begin.column, range.end.line, range.end.column);
}

std::string jsonMessage(Id id, Range range, const std::string &message, const SourceManager &sources) {
  return fmt::format("{},\"severity\":\"{}\",\"id\":{},\"message\":{}", jsonPlace(range, sources),
                     nameOf(severityOf(id)), jsonString(stableIdOf(id)), jsonString(message));
}

std::string jsonNotes(const Diagnostic &diagnostic, const SourceManager &sources) {
  std::string out;
  for (const Note &note : diagnostic.notes)
    out += fmt::format("{}{{{}}}", out.empty() ? "" : ",",
                       jsonMessage(note.id, note.range, note.message, sources));
  if (const Expansion *expansion = sources.expansion(diagnostic.range.begin.expansion);
      expansion && expansion->definition.valid())
    out += fmt::format("{}{{{}}}", out.empty() ? "" : ",",
                       jsonMessage(Id::ExpandedFromMacro, {expansion->definition, expansion->definition},
                                   fmt::format(fmt::runtime(textOf(Id::ExpandedFromMacro)), expansion->macro),
                                   sources));
  return out;
}

} // namespace

std::string jsonString(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if ((unsigned char)c < 0x20)
      out += fmt::format("\\u{:04x}", unsigned(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string renderText(const Diagnostic &diagnostic, const SourceManager &sources, bool color) {
  Style style = styleFor(color);
  std::string out;
  renderIncludes(out, diagnostic.range.begin, sources);
  renderMessage(out, diagnostic.id, diagnostic.range, diagnostic.message, diagnostic.fixIts, sources, style);
  renderExpansions(out, diagnostic.range.begin, sources, style);
  for (const Note &note : diagnostic.notes)
    renderMessage(out, note.id, note.range, note.message, {}, sources, style);
  return out;
}

std::string renderText(const Engine &engine, const SourceManager &sources, bool color) {
  std::string out;
  for (const Diagnostic &diagnostic : engine.all())
    out += renderText(diagnostic, sources, color);
  return out;
}

std::string renderJson(const Engine &engine, const SourceManager &sources) {
  std::string out = "[";
  for (const Diagnostic &diagnostic : engine.all()) {
    std::string fixes;
    for (const FixIt &fix : diagnostic.fixIts)
      fixes += fmt::format("{}{{{},\"text\":{}}}", fixes.empty() ? "" : ",", jsonPlace(fix.range, sources),
                           jsonString(fix.text));
    out += fmt::format("{}\n{{{},\"notes\":[{}],\"fixIts\":[{}]}}", out.size() == 1 ? "" : ",",
                       jsonMessage(diagnostic.id, diagnostic.range, diagnostic.message, sources),
                       jsonNotes(diagnostic, sources), fixes);
  }
  return out + "\n]\n";
}

} // namespace hd::diag
