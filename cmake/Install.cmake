# What `cmake --install` puts where: the CLI and the compiler, the runtime's libraries and public headers, and the
# package that find_package(heddle) finds.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/heddle)
set_target_properties(hd_core PROPERTIES EXPORT_NAME runtime OUTPUT_NAME heddle_runtime)
set_target_properties(hd_abi PROPERTIES EXPORT_NAME abi OUTPUT_NAME heddle_abi)
set_target_properties(hd_jit PROPERTIES EXPORT_NAME jit OUTPUT_NAME heddle_jit)
set_target_properties(hd_jit_request PROPERTIES EXPORT_NAME jit_request OUTPUT_NAME heddle_jit_request)
# LLVM and MLIR are found where they were at build time.
set_target_properties(heddle_compiler PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)

# The module's description is part of the public types; it keeps its path below a folder of its own.
target_include_directories(hd_abi INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/heddle/internal>)
target_include_directories(hd_core INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

install(TARGETS heddle hd_core hd_abi hd_jit hd_jit_request ${HEDDLE_SANITIZERS} EXPORT heddle-targets)
install(TARGETS heddle_compiler LIBRARY)
install(DIRECTORY runtime/include/heddle DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES runtime/abi/module.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/heddle/internal/runtime/abi)
install(EXPORT heddle-targets NAMESPACE heddle:: DESTINATION ${package_dir})
configure_package_config_file(cmake/heddle-config.cmake.in ${CMAKE_BINARY_DIR}/heddle-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/heddle-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/heddle-config.cmake ${CMAKE_BINARY_DIR}/heddle-config-version.cmake
              cmake/HeddleKernels.cmake DESTINATION ${package_dir})
