# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# amp_add_plugin(NAME SOURCE...): a plugin with procedures for amp-server --include. It needs the
# headers of AMP and links Qt Core, nothing else; the file is called NAME.so (or what the system uses).
function(amp_add_plugin name)
    add_library(${name} MODULE ${ARGN})
    target_compile_features(${name} PRIVATE cxx_std_17)
    target_include_directories(${name} PRIVATE
        $<TARGET_PROPERTY:Amp::Core,INTERFACE_INCLUDE_DIRECTORIES>)
    target_link_libraries(${name} PRIVATE Qt6::Core)
    set_target_properties(${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden)
endfunction()
