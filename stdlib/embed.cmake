# cmake -DFILES=a;b -DOUTPUT=embedded.cpp -P embed.cmake: defines hd::stdlib::find over the files' texts.
# A raw string holds at most 65,535 characters on some compilers: longer texts are cut into several.
set(entries "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 16000 piece)
    string(APPEND pieces "R\"__heddle__(${piece})__heddle__\"\n")
    math(EXPR at "${at} + 16000")
  endwhile()
  string(APPEND entries "    {\"${name}\",\n${pieces}\"\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made from stdlib/math and stdlib/include by stdlib/embed.cmake.
#include \"stdlib/embedded.h\"

namespace hd::stdlib {
namespace {
struct File {
  std::string_view name, text;
};
constexpr File kFiles[] = {
${entries}};
} // namespace

std::optional<std::string_view> find(std::string_view path) {
  for (const File &file : kFiles)
    if (file.name == path)
      return file.text;
  return std::nullopt;
}

} // namespace hd::stdlib
")
