#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# filter.sh FILE: prints a header with its comments as Doxygen reads them, other files as they are.

case $1 in
*.h) sed -e 's,^\( *\)//\( \|$\),\1///\2,' -e 's,^\(.*[^ /].*\) // ,\1 ///< ,' "$1" ;;
*) cat "$1" ;;
esac
