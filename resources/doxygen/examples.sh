#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# examples.sh FOLDER: prints what makes Doxygen show the programs of a folder, each with the comment
# at its top.

for file in "$1"/*.cpp "$1"/*.py; do
    printf '/*! \\example %s\n' "${file##*/}"
    case $file in
    *.cpp) sed -n -e '/SPDX/d' -e '/^#/q' -e 's,^//   ,\n    ,p' -e 's,^// \{0\,1\},,p' "$file" ;;
    *.py) sed -n -e 's/^"""\(.*[^"]\)"*$/\1/p' "$file" ;;
    esac
    printf '*/\n'
done
