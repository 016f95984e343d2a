# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# The Debian packages amp-server, libamp-dev and amp-monitor. resources/packages.sh makes them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME amp)
set(CPACK_PACKAGE_VENDOR "The AMP authors")
set(CPACK_PACKAGE_CONTACT "The AMP authors <amp@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX "/usr")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}")

# amp_add_package(COMPONENT PACKAGE SECTION DESCRIPTION)
function(amp_add_package component package section description)
    string(TOUPPER "${component}" key)
    set(CPACK_DEBIAN_${key}_PACKAGE_NAME "${package}" PARENT_SCOPE)
    set(CPACK_DEBIAN_${key}_PACKAGE_SECTION "${section}" PARENT_SCOPE)
    set(CPACK_COMPONENT_${key}_DESCRIPTION "${description}" PARENT_SCOPE)
    install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" RENAME copyright
        DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}" COMPONENT ${component})
endfunction()

amp_add_package(runtime amp-server net
    "${PROJECT_DESCRIPTION}\n The server, its workers, the commands amp-call, amp-ctl and amp-bench, and the libraries.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS python3)

amp_add_package(development libamp-dev libdevel
    "Headers of AMP, a job server for Qt\n Headers, CMake and pkg-config files, the guide and examples.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "amp-server (= ${PROJECT_VERSION}), qt6-base-dev")

if(AMP_BUILD_MONITOR)
    list(APPEND CPACK_COMPONENTS_ALL monitor)
    amp_add_package(monitor amp-monitor net
        "Window on a server of AMP, a job server for Qt\n Shows its workers, calls and latencies, and operates it.")
endif()

include(CPack)
