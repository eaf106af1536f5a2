# hd_library(NAME SRCS files... DEPS targets...): a static library of one folder.
# hd_test(NAME SRCS files... DEPS targets... [LABELS l...]): a GoogleTest binary known to ctest.
# hd_add_subdirectories(): every direct subfolder that has a CMakeLists.txt, so no lists are kept by hand.
include_guard()
include(GoogleTest)

function(hd_library name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SRCS})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_include_directories(${name} SYSTEM PUBLIC $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}>) # generated code warns
  target_link_libraries(${name} PUBLIC ${ARG_DEPS})
endfunction()

function(hd_test name)
  if(NOT TARGET GTest::gtest_main) # HEDDLE_RUNTIME_ONLY has said so
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gtest GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  # gtest_discover_tests expands its list again and again: with fewer escapes all labels but the first are lost.
  string(REPEAT "\\" 7 escapes)
  list(PREPEND ARG_LABELS unit)
  list(JOIN ARG_LABELS "${escapes};" labels)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${labels}" TIMEOUT 300)
endfunction()

function(hd_add_subdirectories)
  file(GLOB children CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt)
  list(SORT children)
  foreach(child ${children})
    get_filename_component(folder ${child} DIRECTORY)
    if(NOT folder STREQUAL "pch") # added first by its parent
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()

# hd_mlir_library(NAME SRCS files... DEPS targets...): a library on the IR, with the shared precompiled header.
function(hd_mlir_library name)
  hd_library(${name} ${ARGN})
  target_link_libraries(${name} PUBLIC hd_mlir)
  target_precompile_headers(${name} REUSE_FROM hd_mlir_pch)
endfunction()
