#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT

"""Measures what watching costs the server, at full load of calls without work.

    tests/bench/watchers.py [BUILD FOLDER] [PAIRS]      build, 20

Instructions are counted by valgrind's callgrind, since they repeat where times do not. Under it a
tick meets fewer calls than in life; so the costs of a call and of a tick are counted apart, and put
together with the throughput measured without it:

    share of N watchers = instructions a tick x ticks a second / (instructions a call x calls a second)

Throughput is measured in pairs, with and without a watcher, in turns; the median of their ratios has
a 95 % interval by order statistics. Takes some five minutes. Everything stays on loopback.
"""

import contextlib
import json
import os
import re
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
BUILD = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(ROOT, "build")
PAIRS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
TICKS_PER_SECOND = 10
ALL_TOPICS = 0x1FE
HELLO, SUBSCRIBE, SNAPSHOT, DELTA = 1, 18, 19, 20


def program(name):
    return os.path.join(BUILD, "bin", name)


@contextlib.contextmanager
def server(*prefix):
    """A server with two workers: its process and its port."""
    command = [*prefix, program("amp-server"), "--listen=127.0.0.1:0", "--workers=2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in process.stdout:
            if match := re.search(r"127\.0\.0\.1:(\d+)", line):
                break
        else:
            sys.exit("The server did not start.")
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield process, int(match.group(1))
    finally:
        process.terminate()
        process.wait(60)


def frame(kind, number, body):
    return struct.pack(">IBQ", 9 + len(body), kind, number) + body


class Watcher:
    """Subscribes to everything ten times a second and counts the ticks; or never reads."""

    def __init__(self, port, reads=True):
        self.ticks = 0
        self.bytes = 0
        self._socket = socket.create_connection(("127.0.0.1", port))
        hello = struct.pack(">IHHH", 0x414D5031, 1, 0, 7) + b"watcher" + struct.pack(">I", os.getpid())
        self._socket.sendall(frame(HELLO, 0, hello))
        self._socket.sendall(frame(SUBSCRIBE, 1, struct.pack(">IH", ALL_TOPICS, 100)))
        if reads:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        received = bytearray()
        while data := self._receive():
            self.bytes += len(data)
            received += data
            while len(received) >= 5 and len(received) >= 4 + int.from_bytes(received[:4], "big"):
                self.ticks += received[4] == DELTA
                del received[:4 + int.from_bytes(received[:4], "big")]

    def _receive(self):
        try:
            return self._socket.recv(1 << 20)
        except OSError:
            return b""

    def close(self):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def load(port, **options):
    """Calls without work, 1,000 in flight on one connection."""
    arguments = [f"{name}={value}" for name, value in {"depth": 1000, **options}.items()]
    command = [program("amp-bench"), "wire", "thr", str(port), *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def counted(calls, watchers):
    """Instructions of the server's whole life, the calls that it had and the ticks that it told."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind.out")
        with server("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}") as (_, port):
            watching = [Watcher(port) for _ in range(watchers)]
            total = load(port, calls=calls, seconds=300)["total"]
            for watcher in watching:
                watcher.close()
        with open(out) as file:
            instructions = next(int(line.split()[1]) for line in file if line.startswith(("summary:", "totals:")))
    return instructions, total, max((watcher.ticks for watcher in watching), default=0)


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def interval(values):
    """The 95 % interval of the median, from the order of the values."""
    values = sorted(values)
    n = len(values)
    below = max(0, int(n / 2 - 0.98 * n ** 0.5) - 1)
    return values[below], values[n - 1 - below]


def measure_throughput():
    ratios, rates = [], []
    with server() as (_, port):
        load(port, seconds=1, calls=10**9)
        for pair in range(PAIRS):
            rate = {}
            for watched in (False, True) if pair % 2 else (True, False):
                watching = [Watcher(port)] if watched else []
                rate[watched] = load(port, seconds=1, calls=10**9)["rate"]
                for watcher in watching:
                    watcher.close()
            ratios.append(rate[True] / rate[False])
            rates.append(rate[False])
    low, high = interval(ratios)
    print(f"Throughput with a watcher: {statistics.median(ratios):.3f} of that without "
          f"(median of {PAIRS} pairs, 95 % interval {low:.3f} to {high:.3f}); "
          f"{statistics.median(rates):,.0f} calls/s without")
    return statistics.median(rates)


def measure_instructions(rate):
    few, few_calls, _ = counted(10_000, 0)
    many, many_calls, _ = counted(40_000, 0)
    per_call = (many - few) / (many_calls - few_calls)
    start = few - per_call * few_calls
    print(f"Instructions: {per_call:,.0f} a call")
    for watchers, bound in ((1, 1), (5, 2)):
        total, calls, ticks = counted(40_000, watchers)
        per_tick = (total - start - per_call * calls) / max(1, ticks)
        share = per_tick * TICKS_PER_SECOND / (per_call * rate)
        print(f"  {watchers} watching: {per_tick:,.0f} a tick ({ticks} ticks, with the snapshots): "
              f"{100 * share:.2f} % at {rate:,.0f} calls/s; to be at most {bound} %")


def measure_one_that_stops_reading():
    with server() as (process, port):
        load(port, seconds=2, calls=10**9)
        before = resident(process.pid)
        load(port, seconds=4, calls=10**9)
        alone = resident(process.pid) - before
        watcher = Watcher(port, reads=False)
        before = resident(process.pid)
        load(port, seconds=4, calls=10**9)
        stalled = resident(process.pid) - before
        watcher.close()
    print(f"One that stops reading: {stalled / 2**20:.2f} MiB more resident after 4 s, "
          f"without it {alone / 2**20:.2f} MiB; to be less than 1 MiB more")


if __name__ == "__main__":
    measure_one_that_stops_reading()
    measure_instructions(measure_throughput())
