#!/bin/sh
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# Makes pictures of the monitor's window, without a display:
#   sh resources/screenshots.sh [FOLDER]    every state, light and dark; build/screenshots if not said
#   sh resources/screenshots.sh --readme    the one in README.md: a real server under real load

set -u
cd "$(dirname "$0")/.." || exit 1
. resources/setup.sh

# shellcheck disable=SC2086 # a list of words
install_packages $build_packages fonts-noto-core fonts-dejavu-core
build_preset release -DAMP_BUILD_TESTS=ON
export QT_QPA_PLATFORM=offscreen

if [ "${1:-}" != --readme ]; then
    exec build/bin/amp-screenshots "${1:-build/screenshots}"
fi

scratch=$(mktemp -d)
processes=
finish() {
    for process in $processes; do
        kill -TERM "$process" 2>/dev/null
    done
    wait
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

cat >"$scratch/shop.py" <<'PYTHON'
import random
import time


def render_invoice(order: int) -> str:
    """Takes a while, and fails now and then."""
    time.sleep(random.uniform(0.1, 0.6))
    if random.random() < 0.01:
        raise ValueError(f"order {order} has no lines")
    return f"invoice {order}"


def send_mail(to: str) -> bool:
    """Waits for a server."""
    time.sleep(random.uniform(0.02, 0.2))
    return True


def monthly_report(month: str) -> str:
    """Takes seconds."""
    time.sleep(random.uniform(3, 9))
    return f"report of {month}"
PYTHON

: >"$scratch/server.log"
build/bin/amp-server --listen=127.0.0.1:0 --workers=native:2 --workers=python:12 \
    --include=build/lib/amp-examples/greetings.so --include="$scratch/shop.py" >"$scratch/server.log" 2>&1 &
processes=$!
until address=$(sed -n 's/^amp-server listens on \(.*\)\.$/\1/p' "$scratch/server.log") && [ -n "$address" ]; do
    kill -0 "$processes" 2>/dev/null || { cat "$scratch/server.log" >&2; exit 1; }
    sleep 0.1
done

# load PARALLEL PROCEDURE ARGUMENT
load() {
    build/bin/amp-call --repeat 100000000 --parallel "$@" >/dev/null 2>&1 &
    processes="$processes $!"
}
load 8 "$address" greet World
load 4 "$address" sha256 'some text'
load 9 "$address" render_invoice 48113
load 5 "$address" send_mail someone@example.org
load 2 "$address" monthly_report 2026-10
build/bin/amp-screenshots --server="$address" resources/docs/monitor.png 75
say "resources/docs/monitor.png"
