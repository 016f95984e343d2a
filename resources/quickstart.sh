#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# From nothing to results: installs what is missing, builds, starts a server, calls, stops it.

set -u
cd "$(dirname "$0")/.." || exit 1
. resources/setup.sh

# shellcheck disable=SC2086 # a list of words
install_packages $build_packages
build_preset release -DAMP_BUILD_TESTS=OFF

scratch=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null
        wait "$server"
        server=
    fi
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

start="build/bin/amp-server --listen=127.0.0.1:0 --workers=4 --include=build/lib/amp-examples/greetings.so --include=client/examples/words.py"
say "Starting: $start"
$start >"$scratch/server.log" 2>&1 &
server=$!
tries=0
until address=$(sed -n 's/^amp-server listens on \(.*\)\.$/\1/p' "$scratch/server.log") && [ -n "$address" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$scratch/server.log" >&2
        say "The server did not start; the lines above say why." >&2
        exit 1
    fi
    sleep 0.1
done
say "It listens on $address."

# call PROCEDURE [ARGUMENT...]: shows a command and what it prints.
call() {
    printf '$ amp-call %s %s\n' "$address" "$*"
    build/bin/amp-call "$address" "$@" || exit 1
}
call strrev 'zanzibar!'
call greet World
call count_words 'four words of text'
call add 2 3

say "\$ quickstart $address"
line=$(build/bin/examples/quickstart "$address") || exit 1
finish
say "$line"
