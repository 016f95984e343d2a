#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# Checks format and code with clang-format and clang-tidy, and the public headers' documentation with
# Doxygen; every finding is an error.
#   sh tests/lint.sh         files that differ from the upstream branch, or all where none differs
#   sh tests/lint.sh --all   all files

set -u
cd "$(dirname "$0")/.." || exit 1
. resources/setup.sh

# shellcheck disable=SC2086 # a list of words
install_packages $build_packages clang-format clang-tidy doxygen
processors=$(nproc 2>/dev/null || echo 2)

# clang-tidy wants to know how each file is compiled, and the sources that moc makes, but no objects.
say "Configuring (lint) ..."
cmake --preset lint >/dev/null || exit 1
find build-lint -name AutogenInfo.json |
    xargs -P "$processors" -I INFO cmake -E cmake_autogen INFO Debug >/dev/null || exit 1
ninja -C build-lint -t targets all | sed -n 's/^\(.*\.moc\): CUSTOM_COMMAND.*/\1/p' |
    xargs ninja -C build-lint >/dev/null || exit 1

sources() { grep -E '\.(cpp|h)$'; }
upstream=$(git rev-parse -q --verify '@{upstream}' 2>/dev/null || git rev-parse -q --verify HEAD)
changed=$(git diff --name-only --diff-filter=d "$upstream" | sources)
if [ "${1:-}" = --all ] || [ -z "$changed" ]; then
    changed=$(git ls-files | sources)
fi

passed=0
failed=0
for file in $changed; do
    if clang-format --dry-run --Werror "$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done

# clang-tidy takes the sources that the build puts together from those of a folder, since most of its
# time goes into reading headers. The standard is for what is built with the compiler's own default,
# as users build.
names=$(mktemp)
printf '%s\n' "$changed" >"$names"
results=$(mktemp)
find build-lint -name 'unity_*_cxx.cxx' | xargs grep -l -F -f "$names" |
    xargs -P "$processors" -I FILE sh -c \
        'if clang-tidy --quiet -p build-lint --extra-arg-before=-std=c++20 FILE 2>/dev/null; then echo "tidy ok"; else echo "tidy failed: FILE"; fi' >"$results"
grep -v '^tidy ok$' "$results"
passed=$((passed + $(grep -c '^tidy ok$' "$results")))
failed=$((failed + $(grep -c '^tidy failed' "$results")))

if command -v doxygen >/dev/null 2>&1; then
    if ninja -C build-lint api >"$results" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        cat "$results"
    fi
fi
rm -f "$results" "$names"

say "$passed passed, $failed failed"
[ "$failed" = 0 ]
