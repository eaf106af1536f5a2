#include "tools/heddle/finding_text.h"

#include <fmt/format.h>

#include <fstream>
#include <map>

namespace hd::cli {
namespace {

// The lines of the sources that findings name, read once each.
class Sources {
public:
  // Empty when there is no such line.
  std::string line(const SourcePlace &place) {
    auto [known, isNew] = files_.try_emplace(place.file);
    if (isNew) {
      std::ifstream file(place.file);
      for (std::string text; std::getline(file, text);)
        known->second.push_back(text);
    }
    return place.line >= 1 && place.line <= known->second.size() ? known->second[place.line - 1] : "";
  }

private:
  std::map<std::string, std::vector<std::string>> files_;
};

std::string message(Sources &sources, const SourcePlace &place, const char *severity,
                    const std::string &text) {
  std::string where = place.line == 0 ? "" : fmt::format("{}:{}:{}: ", place.file, place.line, place.column);
  std::string result = fmt::format("{}{}: {}\n", where, severity, text);
  std::string line = sources.line(place);
  if (line.empty() || place.column == 0 || place.column > line.size() + 1)
    return result;
  std::string blanks = line.substr(0, place.column - 1);
  for (char &character : blanks)
    if (character != '\t')
      character = ' ';
  return result + fmt::format("{:5} | {}\n      | {}^\n", place.line, line, blanks);
}

std::string jsonString(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20)
      result += fmt::format("\\u{:04x}", unsigned(c));
    else
      result += c;
  }
  return result + "\"";
}

std::string jsonPlace(const SourcePlace &place) {
  return fmt::format("\"file\":{},\"line\":{},\"column\":{}", jsonString(place.file), place.line,
                     place.column);
}

} // namespace

std::string findingsAsText(const std::vector<Finding> &findings) {
  Sources sources;
  std::string text;
  for (const Finding &finding : findings) {
    text += message(sources, finding.place, "error",
                    fmt::format("{} [{}]", finding.message, to_string(finding.kind)));
    for (const FindingNote &note : finding.notes)
      text += message(sources, note.place, "note", note.message);
    if (finding.count > 1)
      text += fmt::format("note: and {} more time{}\n", finding.count - 1, finding.count == 2 ? "" : "s");
  }
  return text;
}

std::string findingsAsJson(const std::vector<Finding> &findings, std::string_view compiler) {
  size_t begin = compiler.find_first_of('{'), end = compiler.find_last_of('}');
  std::string text(begin < end && end != compiler.npos ? compiler.substr(begin, end + 1 - begin) : "");
  for (const Finding &finding : findings) {
    std::string notes;
    for (const FindingNote &note : finding.notes)
      notes += fmt::format("{}{{{},\"message\":{}}}", notes.empty() ? "" : ",", jsonPlace(note.place),
                           jsonString(note.message));
    text +=
        fmt::format("{}{{{},\"severity\":\"error\",\"id\":{},\"message\":{},\"kernel\":{},\"count\":{},"
                    "\"notes\":[{}]}}",
                    text.empty() ? "" : ",\n ", jsonPlace(finding.place), jsonString(to_string(finding.kind)),
                    jsonString(finding.message), jsonString(finding.kernel), finding.count, notes);
  }
  return "[" + text + "]\n";
}

} // namespace hd::cli
