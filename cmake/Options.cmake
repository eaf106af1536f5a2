# What a builder may switch; each is an ordinary cache variable.
option(HEDDLE_WERROR "Treat compiler warnings as errors (CI does)" OFF)
option(HEDDLE_ASSERTIONS "Keep assertions in every build type" OFF)
option(HEDDLE_RUNTIME_ONLY "Build what runs modules that are built elsewhere: needs CMake and a C++20 compiler, nothing else" OFF)
set(HEDDLE_SANITIZE "" CACHE STRING "Sanitizers for everything we compile, e.g. address,undefined")

option(HEDDLE_FUZZ "Build tests/fuzz as libFuzzer binaries (Clang only; sanitizes everything we compile)" OFF)
if(HEDDLE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "HEDDLE_FUZZ needs Clang, found ${CMAKE_CXX_COMPILER_ID}")
  endif()
  set(HEDDLE_SANITIZE "fuzzer-no-link,address,undefined")
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-Wall> $<$<COMPILE_LANGUAGE:C,CXX>:-Wextra>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-restrict) # GCC bug 105651: false alarms about std::string's operator+
endif()
if(HEDDLE_WERROR)
  add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-Werror>)
endif()
if(HEDDLE_ASSERTIONS)
  string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
  string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")
endif()
# Linked into every program through hd_abi and hd_llvm, and installed with them: the sanitizers and their options.
set(HEDDLE_SANITIZERS "")
if(HEDDLE_SANITIZE)
  set(HEDDLE_SANITIZERS hd_sanitizers)
  add_library(hd_sanitizers STATIC ${CMAKE_SOURCE_DIR}/cmake/sanitizer_defaults.cpp)
  target_link_options(hd_sanitizers INTERFACE -fsanitize=${HEDDLE_SANITIZE} -fno-sanitize=vptr
                      -Wl,-u,hd_sanitizer_defaults)
  add_compile_options(-fsanitize=${HEDDLE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined
                      -fno-sanitize=vptr)
  add_link_options(-fsanitize=${HEDDLE_SANITIZE} -fno-sanitize=vptr)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
endif()
