# Installs the libraries, their headers, the emulator and the package that find_package(coai) reads.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/coai)

install(TARGETS coai coai_testing EXPORT coaiTargets FILE_SET HEADERS)
install(EXPORT coaiTargets NAMESPACE coai:: DESTINATION ${package_dir})
if(COAI_BUILD_EMULATOR)
    install(TARGETS coai-emulator)
endif()

configure_package_config_file(
    cmake/coaiConfig.cmake.in coaiConfig.cmake INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor release may change the interface.
write_basic_package_version_file(coaiConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(
    FILES ${PROJECT_BINARY_DIR}/coaiConfig.cmake ${PROJECT_BINARY_DIR}/coaiConfigVersion.cmake
    DESTINATION ${package_dir})
