// Lookup in the generated table.
#include "stdlib/embedded.h"
#include "stdlib/embedded_files.h"

#include <unordered_map>

namespace hd::stdlib {

namespace {

using Table = std::unordered_map<std::string_view, std::string_view>;

Table makeTable() {
  Table table;
  for (size_t i = 0; i < kFileCount; ++i) {
    std::string_view path = kFiles[i].path;
    table.emplace(path.substr(path.find('/') + 1), kFiles[i].text);
  }
#define HD_HOST_HEADER(NAME) table.emplace(NAME, "");
#define HD_HEADER_ALIAS(NAME, HEADER) table.emplace(NAME, "#include <" HEADER ">\n");
#include "stdlib/host_headers.def"
  return table;
}

} // namespace

std::optional<std::string_view> find(std::string_view path) {
  static const Table table = makeTable();
  auto found = table.find(path);
  if (found != table.end())
    return found->second;
#define HD_HOST_PREFIX(BEGIN)                                                                                \
  if (path.starts_with(BEGIN))                                                                               \
    return "";
#include "stdlib/host_headers.def"
  return std::nullopt;
}

} // namespace hd::stdlib
