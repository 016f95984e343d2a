# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# awk -f filter.awk FILE: prints a header with its comments as Doxygen reads them. A comment belongs
# to all functions from it to the next empty line, so that each of them gets it.

function indentOf(line) { match(line, /^ */); return RLENGTH }

/SPDX-/ || /^} *\/\/ namespace/ { sub(/\/\/.*/, "") }

/^ *\/\// {
    if (!inComment)
        comment = ""
    inComment = 1
    sub(/\/\//, "///")
    comment = comment $0 "\n"
    print
    next
}

/^ *$/ { comment = "" }

{
    sub(/ \/\/ /, " ///< ")
    isFunction = /^ *(template|[A-Za-z].*\()/ && indentOf($0) == indentOf(comment)
    if (isFunction && !inComment && ended)
        printf "%s", comment
    inComment = 0
    ended = /;$/ || /^ *}$/
    print
}
