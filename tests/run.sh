#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# Installs what is missing, builds, and runs every test: those with real programs and windows in a
# release build, then all but the monitor's with the address and undefined-behaviour sanitizers.

set -u
cd "$(dirname "$0")/.." || exit 1
. resources/setup.sh

# shellcheck disable=SC2086 # a list of words
install_packages $build_packages procps xvfb xauth fonts-dejavu-core qcoro-qt6-dev \
    dpkg-dev file man-db pkg-config zsh \
    valgrind # this one for what is counted, those before it for what is installed
build_preset release -DAMP_BUILD_TESTS=ON -DAMP_BUILD_UNIT_TESTS=OFF
build_preset asan -DAMP_BUILD_MONITOR=OFF

status=0
jobs=$(nproc 2>/dev/null || echo 2)
say "Testing the release build ..."
ctest --preset release -j "$jobs" || status=1
say "Testing with sanitizers ..."
ctest --preset asan -j "$jobs" || status=1
exit $status
