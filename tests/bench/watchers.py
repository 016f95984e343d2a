#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT

"""Measures what watching costs the server, at full load of calls without work.

    tests/bench/watchers.py [BUILD FOLDER] [PAIRS]      build, 20

Instructions are counted by valgrind's callgrind, since they repeat where times do not: a call's
without watchers, and what is added to them for each tick. They vary by some tenths of a percent
with how many calls a turn of the event loop meets, so the medians of some rounds are taken. Under callgrind a tick meets fewer calls
than in life, so the two are put together with the throughput measured without it:

    share of N watchers = instructions a tick x ticks a second / (instructions a call x calls a second)

Under callgrind, too, fewer calls are handed ahead, and each costs more than in life. A call is taken
to be no more than an instruction for each nanosecond of its processor time, which is a low estimate
and makes the share too large rather than too small.

Throughput, and the server's processor time for each call, are measured in pairs, with and without a
watcher, in turns; the medians of their ratios have 95 % intervals by order statistics. Processor
time tells also where other programs are busy. Takes some three minutes, on loopback alone.
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
ALL_TOPICS = 0x3FE
HELLO, SUBSCRIBE, SNAPSHOT, DELTA = 1, 18, 19, 20
COUNTED_CALLS = 60_000
ROUNDS = 5
PATIENCE = 60  # seconds, against hangs
MOST_UNREAD = 128 * 1024  # what the server keeps for a watcher before it skips ticks


def program(name):
    return os.path.join(BUILD, "bin", name)


@contextlib.contextmanager
def server(*prefix):
    """A server with two workers: its process and its port."""
    command = [*prefix, program("amp-server"), "--listen=127.0.0.1:0", "--workers=2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in process.stdout:
            if match := re.search(r"listens on 127\.0\.0\.1:(\d+)", line):
                break
        else:
            sys.exit("The server did not start.")
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield process, int(match.group(1))
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_until(condition, what):
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            sys.exit(f"{what} did not happen within {PATIENCE} s.")
        time.sleep(0.02)


def frame(kind, number, body):
    return struct.pack(">IBQ", 9 + len(body), kind, number) + body


class Watcher:
    """Subscribes to everything ten times a second."""

    def __init__(self, port):
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        self._socket.connect(("127.0.0.1", port))
        hello = struct.pack(">IHHH", 0x414D5031, 1, 0, 7) + b"watcher" + struct.pack(">I", os.getpid())
        self._socket.sendall(frame(HELLO, 0, hello))
        self.subscribe()

    receive_buffer = 1 << 20

    def subscribe(self):
        self._socket.sendall(frame(SUBSCRIBE, 1, struct.pack(">IH", ALL_TOPICS, 1000 // TICKS_PER_SECOND)))

    def close(self):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class ReadingWatcher(Watcher):
    """Counts its ticks. Those who have its snapshot are told news alone."""

    def __init__(self, port):
        self.ticks = 0
        self._has_snapshot = threading.Event()
        super().__init__(port)
        threading.Thread(target=self._read, daemon=True).start()
        if not self._has_snapshot.wait(PATIENCE):
            sys.exit("No snapshot came.")

    def _read(self):
        received = bytearray()
        while data := self._receive():
            received += data
            while len(received) >= 5 and len(received) >= 4 + int.from_bytes(received[:4], "big"):
                self.ticks += received[4] == DELTA
                if received[4] == SNAPSHOT:
                    self._has_snapshot.set()
                del received[:4 + int.from_bytes(received[:4], "big")]

    def _receive(self):
        try:
            return self._socket.recv(1 << 20)
        except OSError:
            return b""


class StoppedWatcher(Watcher):
    """Has asked for snapshots until the kernel's buffers and the server's were full; never reads."""

    receive_buffer = 1 << 12
    ticks = 0

    def __init__(self, port):
        super().__init__(port)
        wait_until(lambda: self._is_stuck(port), "That a watcher's buffer fills")

    def _is_stuck(self, port):
        for _ in range(20):
            self.subscribe()
            time.sleep(0.06)  # longer than the server lets those wait who join
        command = [program("amp-monitor"), "--once", "--json", f"127.0.0.1:{port}"]
        snapshot = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return any(client["bufferBytes"] > MOST_UNREAD for client in snapshot["clients"])


@contextlib.contextmanager
def watching(port, count, kind=ReadingWatcher):
    watchers = [kind(port) for _ in range(count)]
    try:
        yield watchers
    finally:
        for watcher in watchers:
            watcher.close()


def load(port, **options):
    """Calls without work, 1,000 in flight on one connection."""
    arguments = [f"{name}={value}" for name, value in {"depth": 1000, "calls": 10**9, **options}.items()]
    command = [program("amp-bench"), "wire", "thr", str(port), *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


class Counter:
    """The instructions of a server under callgrind."""

    def __init__(self, process, out):
        self._process = process
        self._out = out
        self._dumps = 0

    def count(self, action):
        self._control("--zero")
        result = action()
        self._control("--dump")
        self._dumps += 1
        with open(f"{self._out}.{self._dumps}") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("totals:")), result

    def _control(self, order):
        command = ["callgrind_control", order, str(self._process.pid)]
        subprocess.run(command, check=True, capture_output=True)


def interval(values):
    """The 95 % interval of the median, from the order of the values."""
    values = sorted(values)
    n = len(values)
    below = max(0, int(n / 2 - 0.98 * n ** 0.5) - 1)
    return values[below], values[n - 1 - below]


def describe(ratios):
    low, high = interval(ratios)
    return f"{statistics.median(ratios):.3f} (95 % interval {low:.3f} to {high:.3f})"


def measure_throughput():
    rates, costs = {False: [], True: []}, {False: [], True: []}
    with server() as (process, port):
        load(port, seconds=1)
        for pair in range(PAIRS):
            for watched in (False, True) if pair % 2 else (True, False):
                with watching(port, int(watched)):
                    result = load(port, seconds=1, server=process.pid)
                rates[watched].append(result["rate"])
                costs[watched].append(result["cpu_server"])
    rate, cost = statistics.median(rates[False]), statistics.median(costs[False])
    print(f"With a watcher, of what it is without, in the median of {PAIRS} pairs:")
    print("  throughput", describe([b / a for a, b in zip(rates[False], rates[True])]),
          f"of {rate:,.0f} calls/s")
    print("  processor time a call", describe([b / a for a, b in zip(costs[False], costs[True])]),
          f"of {cost:.2f} us")
    return rate, cost


def measure_instructions(rate, cost):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind.out")
        with server("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}") as (process, port):
            counter = Counter(process, out)
            load(port, calls=5_000, seconds=PATIENCE)

            def counted(count, kind=ReadingWatcher):
                with watching(port, count, kind) as watchers:
                    for watcher in watchers:
                        watcher.ticks = 0
                    instructions, result = counter.count(
                        lambda: load(port, calls=COUNTED_CALLS, seconds=PATIENCE))
                    ticks = max((watcher.ticks for watcher in watchers), default=0)
                return instructions, result["total"], ticks

            rounds = [[counted(0), counted(1), counted(5), counted(1, StoppedWatcher)]
                      for _ in range(ROUNDS)]
    unwatched, one, five, stopped = zip(*rounds)
    each = [instructions / calls for instructions, calls, _ in unwatched]
    per_call = statistics.median(each)
    print(f"Instructions: {per_call:,.0f} a call ({min(each):,.0f} to {max(each):,.0f} in {ROUNDS} rounds)")
    in_life = min(per_call, 1000 * cost)
    for name, counts, bound in (("1 watching", one, 1), ("5 watching", five, 2)):
        per_tick = statistics.median((instructions - per_call * calls) / ticks
                                     for instructions, calls, ticks in counts)
        share = per_tick * TICKS_PER_SECOND / (in_life * rate)
        print(f"  {name}: {per_tick:,.0f} a tick, at most {100 * share:.2f} % at {rate:,.0f} calls/s; "
              f"to be at most {bound} %")
    share = statistics.median(instructions / calls for instructions, calls, _ in stopped) / per_call - 1
    print(f"  1 that has stopped reading: {100 * share:+.2f} %")


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def measure_memory():
    def growth(kind):
        with server() as (process, port):
            load(port, seconds=3)
            before = resident(process.pid)
            with watching(port, int(kind is not None), kind):
                load(port, seconds=3)
                return (resident(process.pid) - before) / 2**20

    print(f"Memory: {growth(StoppedWatcher):.2f} MiB more with one that has stopped reading, "
          f"{growth(ReadingWatcher):.2f} MiB with one that reads, {growth(None):.2f} MiB without")


if __name__ == "__main__":
    measure_memory()
    measure_instructions(*measure_throughput())
