# HEDDLE_RUNTIME_ONLY: the runtime with its drivers, what runs modules, and their tests, for machines that have
# a device but no LLVM. Nothing from outside is needed; what more there may be is said as it is found.
find_package(Threads REQUIRED)
find_package(GTest QUIET)

# Without an installed GoogleTest its sources do (Debian: /usr/src/googletest).
set(HEDDLE_GTEST_SOURCE "" CACHE PATH "GoogleTest's sources, to build the unit and conformance tests without a package")
if(NOT TARGET GTest::gtest_main AND HEDDLE_GTEST_SOURCE)
  set(INSTALL_GTEST OFF CACHE BOOL "" FORCE)
  add_subdirectory(${HEDDLE_GTEST_SOURCE} ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL)
  foreach(library gtest gmock gtest_main)
    target_compile_options(${library} PRIVATE -w)
  endforeach()
endif()
if(NOT TARGET GTest::gtest_main)
  message(STATUS "GoogleTest not found: no unit and conformance tests (HEDDLE_GTEST_SOURCE names its sources)")
endif()

# Small stand-ins for what the command line uses of two libraries.
foreach(library fmt::fmt CLI11::CLI11)
  add_library(${library} INTERFACE IMPORTED)
  target_include_directories(${library} INTERFACE ${PROJECT_SOURCE_DIR}/tools/stand_ins)
endforeach()

add_subdirectory(runtime)
add_subdirectory(tools/heddle)
add_subdirectory(examples)
add_subdirectory(bench/gpu)
add_subdirectory(tests)
