#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""Measures what a call costs a Python worker.

    tests/bench/python_calls.py [--python=PROGRAM] [--calls=N] [--rounds=N] [BUILD_FOLDER]

The worker and bareloop.py, which only reads, decodes, calls and answers, get the same calls over a
socketpair, one at a time: 16 bytes to echo. Their processor times are compared in pairs, in turns; of
the ratios the median counts. Caller and called have a processor each, so that both programs fall
asleep after each call: on a shared one the bare loop alone does, which flatters the worker. Given a
build folder, it then prints a table of the calls per second of native and of Python workers behind a
server. Linux, with two processors that are otherwise idle.
"""

import argparse
import os
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from benchserver import Build

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BARE = os.path.join(HERE, "bareloop.py")
WORKER = os.path.join(ROOT, "server", "python", "amp_worker.py")
PATIENCE = 60  # seconds, against hangs
CALL, RESULT, BYTES_TYPE = 5, 10, 12
HEADER_BYTES = 13
PAYLOAD = b"sixteen bytes, q"


def frame(kind, call_id, fields):
    return struct.pack(">IBQ", HEADER_BYTES - 4 + len(fields), kind, call_id) + fields


ENCODED = struct.pack(">IBI", BYTES_TYPE, 0, len(PAYLOAD)) + PAYLOAD
FIELDS = struct.pack(">BBIIH", 1, 0, 0, 0, 4) + b"echo" + struct.pack(">HI", 0, 1) + ENCODED


class Program:
    """A process that answers calls on its link, as amp-server would have started it."""

    def __init__(self, python, path):
        self._link, theirs = socket.socketpair()
        self._link.settimeout(PATIENCE)
        with theirs:
            self.process = subprocess.Popen(
                [python, path], env=dict(os.environ, AMP_LINK=str(theirs.fileno())),
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True)

    def read_frame(self):
        data = self._link.recv(1 << 16)
        while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:4], "big"):
            data += self._link.recv(1 << 16)
        return data

    def echo(self, calls):
        """Makes calls, one at a time; returns the processor time of each, in nanoseconds."""
        before = self._processor_time()
        for call_id in range(calls):
            self._link.sendall(frame(CALL, call_id, FIELDS))
            answer = self.read_frame()
            if answer[4] != RESULT or not answer.endswith(ENCODED):
                sys.exit(f"Call {call_id} did not get its bytes back: {answer!r}")
        return (self._processor_time() - before) / calls

    def end(self):
        self._link.close()
        self.process.wait(PATIENCE)

    def _processor_time(self):
        """Of all its threads, user and system: the clock of a process, clock_getcpuclockid(3)."""
        return time.clock_gettime_ns(~self.process.pid << 3 | 2)


def compare(python, calls, rounds):
    allowed = os.sched_getaffinity(0)
    bare, worker = Program(python, BARE), Program(python, WORKER)
    os.sched_setaffinity(0, {min(allowed)})
    for program in (bare, worker):
        os.sched_setaffinity(program.process.pid, {max(allowed)})
    pairs = measure(bare, worker, calls, rounds)
    os.sched_setaffinity(0, allowed)
    ratios = [cost / least for least, cost in pairs]
    least, cost = (statistics.median(column) / 1000 for column in zip(*pairs))
    print(f"Processor time of a call, one at a time, in the median of {rounds} rounds: "
          f"{cost:.1f} us in the worker, {least:.1f} us in the bare loop, "
          f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def measure(bare, worker, calls, rounds):
    """The processor times of a call in both, in each round."""
    try:
        worker.read_frame()  # its Ready
        for program in (bare, worker):
            program.echo(calls)
        return [(bare.echo(calls), worker.echo(calls)) for _ in range(rounds)]
    finally:
        bare.end()
        worker.end()


def print_rates(folder, rounds):
    """Both servers run all the time, and are measured in turns."""
    build = Build(folder)
    loads = {"one at a time": ("lat", 1), "64 in flight": ("thr", 64)}
    with tempfile.NamedTemporaryFile("w", suffix=".py") as include:
        options = "--workers=2", f"--include={include.name}"
        with build.server(options[0]) as native, build.server(*options) as python:
            print("\n| 16-byte echoes, two workers, calls/s | native | Python | native / Python |")
            print("|---|--:|--:|--:|")
            for name, (mode, depth) in loads.items():
                pairs = [[build.bench(mode, server, depth=depth)["rate"] for server in (native, python)]
                         for _ in range(rounds)]
                fast, slow = (statistics.median(column) for column in zip(*pairs))
                print(f"| {name} | {fast:,.0f} | {slow:,.0f} | {fast / slow:.1f} |")


def parse_options():
    parser = argparse.ArgumentParser(description="Measures what a call costs a Python worker.")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that is measured")
    parser.add_argument("--calls", type=int, default=20_000, help="in each measurement")
    parser.add_argument("--rounds", type=int, default=9, help="of which the median counts")
    parser.add_argument("build", nargs="?", metavar="BUILD_FOLDER",
                        help="compare native and Python workers behind its server, too")
    return parser.parse_args()


def main():
    options = parse_options()
    compare(options.python, options.calls, options.rounds)
    if options.build:
        print_rates(options.build, options.rounds)


if __name__ == "__main__":
    main()
