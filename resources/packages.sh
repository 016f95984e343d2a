#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# Builds the Debian packages amp-server, libamp-dev and amp-monitor into build-packages/.

set -u
cd "$(dirname "$0")/.." || exit 1
. resources/setup.sh

# shellcheck disable=SC2086 # a list of words
install_packages $build_packages dpkg-dev file
say "Building the packages ..."
log=$(mktemp)
{
    cmake --preset release -B build-packages -DCMAKE_INSTALL_PREFIX=/usr -DAMP_BUILD_TESTS=OFF &&
        cmake --build build-packages &&
        (cd build-packages && cpack -G DEB)
} >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    say "The packages could not be built; the lines above say why." >&2
    rm -f "$log"
    exit 1
}
rm -f "$log"
ls build-packages/*.deb
