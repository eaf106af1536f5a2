# heddle_add_kernels(TARGET FILE.hd... [TARGETS cpu cpu:avx2 ...] [INCLUDE_DIRECTORIES dir...] [DEFINITIONS N=V...]
#                    [OPTIONS heddle build options...])
# Compiles each file ahead of time and links it into TARGET, which may then include "FILE.h" with one typed
# launch function per kernel (namespace FILE_kernels). Works in Heddle's own tree and after find_package(heddle).
include_guard(GLOBAL)

function(heddle_add_kernels target)
  cmake_parse_arguments(ARG "" "" "TARGETS;INCLUDE_DIRECTORIES;DEFINITIONS;OPTIONS" ${ARGN})
  if(NOT ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "heddle_add_kernels(${target}): expected at least one kernel file")
  endif()
  if(NOT ARG_TARGETS)
    set(ARG_TARGETS cpu)
  endif()
  list(JOIN ARG_TARGETS "," targets)
  list(TRANSFORM ARG_INCLUDE_DIRECTORIES PREPEND "-I")
  list(TRANSFORM ARG_DEFINITIONS PREPEND "-D")
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target}_kernels)
  file(MAKE_DIRECTORY ${directory})
  foreach(file ${ARG_UNPARSED_ARGUMENTS})
    get_filename_component(source ${file} ABSOLUTE)
    get_filename_component(name ${file} NAME_WE)
    set(object ${directory}/${name}.o)
    add_custom_command(
      OUTPUT ${object} ${directory}/${name}.h
      COMMAND heddle::heddle build ${source} -o ${object} --emit obj --header ${directory}/${name}.h
              --depfile ${object}.d --target ${targets} ${ARG_INCLUDE_DIRECTORIES} ${ARG_DEFINITIONS} ${ARG_OPTIONS}
      DEPENDS ${source} heddle::heddle ${HEDDLE_COMPILER_DEPENDENCY}
      DEPFILE ${object}.d
      WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
      COMMENT "Compiling kernels ${file}" VERBATIM COMMAND_EXPAND_LISTS)
    set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
    target_sources(${target} PRIVATE ${object} ${directory}/${name}.h)
  endforeach()
  target_include_directories(${target} PRIVATE ${directory})
  target_link_libraries(${target} PRIVATE heddle::runtime)
endfunction()
