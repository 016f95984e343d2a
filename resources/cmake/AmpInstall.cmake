# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# What `cmake --install` puts where. There are three components, which are Debian packages too:
# runtime (programs, workers, libraries), development (headers, CMake and pkg-config files, guide)
# and monitor.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# Programs look for the workers in these, relative to themselves, wherever a tree is moved to.
set(AMP_INSTALL_LIBEXECDIR "libexec/amp")
set(AMP_INSTALL_DATADIR "share/amp")
set(AMP_INSTALL_CMAKEDIR "${CMAKE_INSTALL_LIBDIR}/cmake/Amp")
set(AMP_INSTALL_DOCDIR "${CMAKE_INSTALL_DATADIR}/doc/amp")

# amp_install_library(TARGET NAME): installs a library that users know as Amp::NAME. Before 1.0
# every minor version may change the binary interface.
function(amp_install_library target name)
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${name}
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        INSTALL_RPATH "$ORIGIN")
    target_include_directories(${target} INTERFACE
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    install(TARGETS ${target} EXPORT Amp${name}
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT runtime
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
            COMPONENT runtime NAMELINK_COMPONENT development
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
    install(EXPORT Amp${name} FILE Amp${name}Targets.cmake NAMESPACE Amp::
        DESTINATION "${AMP_INSTALL_CMAKEDIR}" COMPONENT development)
endfunction()

# amp_install_header(HEADER NAME): installs a header as <Amp/NAME>, and under its own name beside
# that, by which compilers and editors call it.
function(amp_install_header header name)
    get_filename_component(file "${header}" NAME)
    get_filename_component(folder "${name}" DIRECTORY)
    set(forwarder "${PROJECT_BINARY_DIR}/installed/Amp/${name}")
    file(CONFIGURE OUTPUT "${forwarder}" CONTENT "#include \"${file}\"\n")
    install(FILES "${PROJECT_SOURCE_DIR}/${header}" "${forwarder}"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/Amp/${folder}" COMPONENT development)
    set_property(GLOBAL APPEND PROPERTY AMP_PUBLIC_HEADERS "${header}")
endfunction()

# What find_package(Amp) reads.
set(amp_cmake "${PROJECT_BINARY_DIR}/installed/cmake")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/AmpConfig.cmake.in"
    "${amp_cmake}/AmpConfig.cmake" INSTALL_DESTINATION "${AMP_INSTALL_CMAKEDIR}"
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${amp_cmake}/AmpConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${amp_cmake}/AmpConfig.cmake" "${amp_cmake}/AmpConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AmpPlugin.cmake"
    DESTINATION "${AMP_INSTALL_CMAKEDIR}" COMPONENT development)

# What pkg-config reads; it finds the rest relative to itself, so that a tree can be moved.
file(RELATIVE_PATH amp_prefix "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
foreach(library core client)
    configure_file("${CMAKE_CURRENT_LIST_DIR}/amp-${library}.pc.in"
        "${PROJECT_BINARY_DIR}/installed/amp-${library}.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/installed/amp-${library}.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
endforeach()
