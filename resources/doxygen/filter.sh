#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# filter.sh FILE: prints a file as Doxygen is to read it. In pages, links to examples lead to those
# within the documentation, and headings are not linked to.

case $1 in
*.h) awk -f "$(dirname "$0")/filter.awk" "$1" ;;
*.md) sed -e 's,(../../client/examples/\([a-z_]*\.[a-z]*\)),(@ref \1),g' \
    -e 's,(../../client/examples),(examples.html),g' -e 's,\(([a-z-]*\.md\)#[a-z-]*),\1),g' \
    -e 's,\[\([^]]*\)\](#[a-z-]*),\1,g' "$1" ;;
*) cat "$1" ;;
esac
