# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# What every target of AMP has in common, said once.

# The compiler settings of AMP's own code: C++20, no implicit conversions, all warnings.
add_library(amp_settings INTERFACE)
target_compile_features(amp_settings INTERFACE cxx_std_20)
target_compile_options(amp_settings INTERFACE
    $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall -Wextra -Wconversion>)
target_compile_definitions(amp_settings INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS)
target_include_directories(amp_settings INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Sources that are compiled together look like headers to this warning.
    target_compile_options(amp_settings INTERFACE -Wno-subobject-linkage)
endif()
if(AMP_SANITIZE)
    target_compile_options(amp_settings INTERFACE -fsanitize=${AMP_SANITIZE} -fno-sanitize-recover=undefined
        -fno-sanitize=null,alignment) # half of the compile time; a null pointer is found without them
    target_link_options(amp_settings INTERFACE -fsanitize=${AMP_SANITIZE})
endif()

# amp_settle(TARGET): gives a target AMP's settings. Symbols are hidden unless exported.
function(amp_settle target)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:amp_settings>)
    set_target_properties(${target} PROPERTIES
        AUTOMOC ON
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
endfunction()

# amp_forward_headers(HEADER NAME...): makes <Amp/NAME> mean the given header of the source tree,
# and installs it under that name: it is public.
function(amp_forward_headers header)
    foreach(name IN LISTS ARGN)
        file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/include/Amp/${name}"
             CONTENT "#include \"${header}\"\n")
        amp_install_header("${header}" "${name}")
    endforeach()
endfunction()
