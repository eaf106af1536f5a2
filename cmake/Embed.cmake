# hd_embed(TARGET ROOT folder FILES paths...): a static library with the files' texts as a table
# `hd::stdlib::kFiles` of {path below ROOT, text}, sorted by path; made anew when one of them changes.
# Run as a script (cmake -P) it writes that table: OUTPUT, ROOT and a LIST file with one path a line.
if(CMAKE_SCRIPT_MODE_FILE)
  file(STRINGS ${LIST} paths)
  set(text "// Generated from ${ROOT} by cmake/Embed.cmake.\n#include \"stdlib/embedded_files.h\"\n\n")
  string(APPEND text "namespace hd::stdlib {\nconst EmbeddedFile kFiles[] = {\n")
  foreach(path ${paths})
    file(READ ${ROOT}/${path} content)
    string(APPEND text "{\"${path}\", R\"heddle_file(${content})heddle_file\"},\n")
  endforeach()
  list(LENGTH paths count)
  string(APPEND text "};\nconst size_t kFileCount = ${count};\n} // namespace hd::stdlib\n")
  file(WRITE ${OUTPUT} "${text}")
  return()
endif()

function(hd_embed target)
  cmake_parse_arguments(ARG "" "ROOT" "FILES;SRCS" ${ARGN})
  list(SORT ARG_FILES)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_files.cpp)
  set(list ${CMAKE_CURRENT_BINARY_DIR}/${target}_files.txt)
  string(REPLACE ";" "\n" lines "${ARG_FILES}")
  file(CONFIGURE OUTPUT ${list} CONTENT "${lines}\n" @ONLY)
  list(TRANSFORM ARG_FILES PREPEND ${ARG_ROOT}/ OUTPUT_VARIABLE inputs)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DROOT=${ARG_ROOT} -DLIST=${list} -P ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake
    DEPENDS ${inputs} ${list} ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake VERBATIM)
  hd_library(${target} SRCS ${ARG_SRCS} ${output})
endfunction()
