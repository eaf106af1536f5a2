# Every library that Heddle stands on, all from Debian 12 (scripts/setup installs them).
find_package(Threads REQUIRED)
find_package(LLVM 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/llvm)
find_package(MLIR 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/mlir)
find_package(fmt 9 REQUIRED)
find_package(CLI11 2 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS wave)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED) # used header-only
find_package(Python3 REQUIRED COMPONENTS Interpreter)

list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# LLVM and MLIR as two interface targets: headers as system headers, the two shared libraries.
add_library(hd_llvm INTERFACE)
target_include_directories(hd_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_link_libraries(hd_llvm INTERFACE LLVM ${HEDDLE_SANITIZERS})
add_library(hd_mlir INTERFACE)
target_include_directories(hd_mlir SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS})
target_link_libraries(hd_mlir INTERFACE MLIR hd_llvm)

# ANTLR: Debian's 4.7.2 tool generates, its 4.9 runtime runs; the two agree on the serialised grammar.
find_program(ANTLR4_TOOL antlr4 REQUIRED)
find_path(ANTLR4_INCLUDE_DIR antlr4-runtime.h PATH_SUFFIXES antlr4-runtime REQUIRED)
find_library(ANTLR4_LIBRARY antlr4-runtime REQUIRED)
