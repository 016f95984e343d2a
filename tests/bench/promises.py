#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT

"""Shows what AMP promises of its performance beyond the table of amp-bench, on this machine.

    tests/bench/promises.py BUILD_FOLDER [--only NAME]...

Prints a table: what was measured, what it is to be, whether it is. Takes some two minutes, on
loopback alone; a machine with other work to do shows in the figures. Where two things are compared,
they are measured in turns, and the median of the ratios is taken.
"""

import argparse
import contextlib
import os
import random
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

from benchserver import Build
from wireclient import (CALL, CANCEL, PATIENCE, RESULT, Client, echo_body, frame,
                        sleep_body, timing_of)

PAIRS = 5
PAYLOAD = b"0123456789abcdef"
CHECKS = {}


def check(function):
    """A function that yields rows: what, measured, asked for, whether it is so."""
    CHECKS[function.__name__] = function
    return function


def in_turns(first, second, key):
    """The medians of both, and of their ratios, second by first."""
    pairs = [(first()[key], second()[key]) for _ in range(PAIRS)]
    return (statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs),
            statistics.median(b / a for a, b in pairs))


@check
def idle_workers():
    """A server with many workers that do nothing is as quick as one with few."""
    pin = ("taskset", "-c", str(min(os.sched_getaffinity(0))))
    with BUILD.server("--workers=2", prefix=pin) as few, \
            BUILD.server("--workers=100", prefix=pin) as many:
        many.wait_for_workers(100)
        two, hundred, ratio = in_turns(lambda: BUILD.bench("lat", few, pin),
                                       lambda: BUILD.bench("lat", many, pin), "p50")
    yield ("p50 of one at a time on one processor, 100 workers by 2",
           f"{ratio:.2f} ({hundred:.1f} by {two:.1f} us)", "at most 1.1", ratio <= 1.1)


@check
def paced_load():
    """Spinning costs next to nothing where there is little to do."""
    def cost(server):
        result = BUILD.bench("lat", server, rate=1000, seconds=2)
        return {"cpu": result["cpu_server"] + result["cpu_worker"]}

    what = "CPU of server and workers for a call at 1,000 calls/s"
    with BUILD.server("--workers=2") as spinning:
        if not BUILD.has_server_option("--spin"):
            yield (what, f"{cost(spinning)['cpu']:.1f} us",
                   "not compared: this server has no --spin=off", True)
            return
        with BUILD.server("--workers=2", "--spin=off") as sleeping:
            off, on, ratio = in_turns(lambda: cost(sleeping), lambda: cost(spinning), "cpu")
    yield (f"{what}, by that without spinning", f"{ratio:.2f} ({on:.1f} by {off:.1f} us)",
           "at most 1.05", ratio <= 1.05)


@check
def system_calls():
    """Few system calls for a call, one at a time."""
    processor = str(min(os.sched_getaffinity(0)))
    for what, prefix in (("", ()), (", all on one processor", ("taskset", "-c", processor))):
        with BUILD.server("--workers=2", prefix=prefix) as server:
            server.wait_until_idle()
            count = count_system_calls(
                [str(server.pid), *server.workers()],
                lambda: BUILD.bench("lat", server, prefix, calls=20_000)["total"])
        if count is None:
            yield (f"system calls of server and workers for a call{what}",
                   "not measured: it needs perf, as root", "at most 8", True)
        else:
            yield (f"system calls of server and workers for a call{what}", f"{count:.2f}",
                   "at most 8", count <= 8)


def count_system_calls(pids, action):
    """For each of what the action returns; None where that cannot be counted."""
    if not shutil.which("perf"):
        return None
    perf = subprocess.Popen(["perf", "stat", "-x", ",", "-e", "raw_syscalls:sys_enter",
                             "-p", ",".join(pids)], stderr=subprocess.PIPE, text=True)
    time.sleep(0.3)  # until it counts: the warm-up is part of what is counted
    calls = action()
    perf.send_signal(signal.SIGINT)
    _, output = perf.communicate(timeout=PATIENCE)
    match = re.search(r"^(\d+),.*sys_enter", output, re.MULTILINE)
    return int(match[1]) / calls if match else None


class Batches:
    """Sends calls to a server that runs none, or cancels them, and notes what each costs it."""

    size = 1_000

    def __init__(self, server):
        self._server = server
        self._body = echo_body(PAYLOAD)
        self.frame_bytes = len(frame(CALL, 0, self._body))

    def add(self, client, first):
        return self._cost(client, 0, (frame(CALL, number, self._body)
                                      for number in range(first, first + self.size)))

    def cancel(self, client, first):
        return self._cost(client, self.size, (frame(CANCEL, number)
                                              for number in range(first, first + self.size)))

    def _cost(self, client, expected_answers, frames):
        """Microseconds for each."""
        data = b"".join(frames)
        before = self._server.cpu()
        client.send(data)
        answers = client.wait_for_pong()
        assert answers == expected_answers, f"{answers} answers instead of {expected_answers}"
        return 1e6 * (self._server.cpu() - before) / self.size


@check
def queue():
    """The millionth call costs what the first did, and so does cancelling any."""
    per_client, batch = 250_000, Batches.size
    with BUILD.server("--workers=1", "--paused") as server:
        clients = [Client(server.port) for _ in range(4)]
        batches = Batches(server)
        # Memory and code that nobody had used before are not what is asked for.
        batches.add(clients[0], 0)
        batches.cancel(clients[0], 0)
        server.wait_until_idle()
        resident = server.resident()
        costs = [batches.add(client, first) for client in clients
                 for first in range(batch, batch + per_client, batch)]
        server.wait_until_idle()
        per_call = (server.resident() - resident) / (4 * per_client)
        first, last = statistics.median(costs[:10]), statistics.median(costs[-10:])
        ends = {"head": (clients[0], batch), "middle": (clients[2], 10 * batch),
                "end": (clients[3], per_client - 9 * batch)}
        cancelled = {name: statistics.median(batches.cancel(client, at + i * batch)
                                             for i in range(10))
                     for name, (client, at) in ends.items()}
        few = cost_of_cancelling_few()
    bound = batches.frame_bytes + 64
    yield ("memory of a queued 16-byte call", f"{per_call:.0f} bytes", f"at most {bound}",
           per_call <= bound)
    yield ("server's CPU to queue a call, the last 10,000 of a million by the first",
           f"{last / first:.2f} ({last:.2f} by {first:.2f} us)", "at most 2", last <= 2 * first)
    for name, cost in cancelled.items():
        yield (f"to cancel one at the {name} of a million, by one of 10,000",
               f"{cost / few:.2f} ({cost:.2f} by {few:.2f} us)", "at most 2", cost <= 2 * few)


def cost_of_cancelling_few():
    with BUILD.server("--workers=1", "--paused") as server:
        client, batches = Client(server.port), Batches(server)
        starts = [i * Batches.size for i in range(10)]
        for first in starts:
            batches.add(client, first)
        return statistics.median(batches.cancel(client, first) for first in starts)


@check
def idle_connections():
    """Connections that do nothing do not slow the others down."""
    count = 5_000
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, count + 1_000), most))
    with BUILD.server("--workers=2") as alone, BUILD.server("--workers=2") as crowded:
        idle = [Client(crowded.port) for _ in range(count)]
        crowded.wait_until_idle()

        def active(server):
            return BUILD.bench("thr", server, clients=100, depth=1)

        without, beside, ratio = in_turns(lambda: active(alone), lambda: active(crowded), "p99")
        for client in idle:
            client.close()
    yield ("p99 of 100 active connections, beside 5,000 idle ones by without",
           f"{ratio:.2f} ({beside:.0f} by {without:.0f} us)", "at most 2", ratio <= 2)


@contextlib.contextmanager
def sleeping_calls(port, count):
    """A client keeps so many calls of sleep(0.1) in flight."""
    client, ends = Client(port), threading.Event()

    def run():
        number = 0
        for number in range(count):
            client.send(frame(CALL, number, sleep_body(0.1)))
        in_flight = count
        while in_flight > 0:
            client.receive()
            in_flight -= 1
            if not ends.is_set():
                number += 1
                in_flight += 1
                client.send(frame(CALL, number, sleep_body(0.1)))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        time.sleep(0.2)
        yield
    finally:
        ends.set()
        thread.join(PATIENCE)
        client.close()


@check
def long_calls():
    """No call waits behind a long one."""
    with BUILD.server("--workers=4") as server:
        server.wait_for_workers(4)
        rates, tails = [], []
        for _ in range(PAIRS):
            without = BUILD.bench("thr", server, depth=64)
            with sleeping_calls(server.port, 2):
                beside = BUILD.bench("thr", server, depth=64)
            rates.append((without["rate"], beside["rate"]))
            tails.append((without["p99"], beside["p99"]))
    for what, unit, asked, pairs, good in (
            ("throughput", "/s", "at least 0.8", rates, lambda ratio: ratio >= 0.8),
            ("p99", " us", "at most 3", tails, lambda ratio: ratio <= 3)):
        ratio = statistics.median(b / a for a, b in pairs)
        a, b = (statistics.median(values) for values in zip(*pairs))
        yield (f"{what} of 64 no-ops in flight on 4 workers, beside two sleep(0.1) by without",
               f"{ratio:.2f} ({b:,.0f} by {a:,.0f}{unit})", asked, good(ratio))


class Stream:
    """Calls of one client, so many in flight: when each was sent; of each answer its call, when it
    came, how long the call ran and waited, and where."""

    def __init__(self, port, bodies, depth):
        self._client = Client(port)
        self._bodies = list(enumerate(bodies))[::-1]
        self.sent, self.answers = {}, []
        for _ in range(depth):
            self._send()
        while len(self.answers) < len(self.sent):
            kind, number, body = self._client.receive()
            assert kind == RESULT, body
            self.answers.append((number, time.monotonic(), *timing_of(body)))
            self._send()
        self._client.close()

    def _send(self):
        if self._bodies:
            number, body = self._bodies.pop()
            self.sent[number] = time.monotonic()
            self._client.send(frame(CALL, number, body))


def gaps_of(stream):
    """Milliseconds from a worker's result to the start of its next call, while calls waited.

    A call is taken to have started its run time before its result came. Below zero: the result
    before came later than that. What the client itself takes is part of all of them.
    """
    by_worker = {}
    for _, at, ran, _, worker in stream.answers:
        by_worker.setdefault(worker, []).append((at, ran))
    all_sent = max(stream.sent.values())
    return [1e3 * (following - ran - at) for answers in by_worker.values()
            for (at, _), (following, ran) in zip(sorted(answers), sorted(answers)[1:])
            if at < all_sent]


@check
def mixed_stream():
    """Sleeps of random length in a stream: no worker is idle, and no result is held back."""
    numbers = random.Random(1)
    bodies = [sleep_body(numbers.uniform(0, 0.02)) if numbers.random() < 0.2 else echo_body(PAYLOAD)
              for _ in range(3_000)]
    with BUILD.server("--workers=4") as server:
        server.wait_for_workers(4)
        Stream(server.port, bodies[:200], 64)
        rounds = [gaps_of(Stream(server.port, bodies, 64)) for _ in range(3)]
    idle = statistics.median(max(gaps) for gaps in rounds)
    held = statistics.median(-min(gaps) for gaps in rounds)
    yield ("one client's stream with random sleeps: longest that a worker was idle",
           f"{idle:.2f} ms, the client's own time with it", "at most 1 ms", idle <= 1)
    yield ("the same: longest that a result was held",
           f"{max(held, 0):.2f} ms, the client's own time with it", "at most 1 ms", held <= 1)


@check
def start():
    """Workers are there quickly, the server at once, and it is small."""
    ready, listens = [], []
    for _ in range(PAIRS):
        with BUILD.server("--workers=100", "--debug") as server:
            until = time.monotonic() + PATIENCE
            while len(server.ready) < 100 and time.monotonic() < until:
                time.sleep(0.01)
            ready.append(server.ready[-1] - server.started)
        with BUILD.server("--workers=2") as server:
            listens.append(server.listened - server.started)
    server_listens, all_ready = statistics.median(listens), statistics.median(ready)
    with BUILD.server("--workers=2") as server:
        time.sleep(0.5)
        server.wait_until_idle()
        mebibytes = server.resident() / 2**20
    yield ("until 100 native workers are ready", f"{all_ready:.2f} s", "at most 0.6 s",
           all_ready <= 0.6)
    yield ("until the server listens", f"{1e3 * server_listens:.0f} ms", "at most 50 ms",
           server_listens <= 0.05)
    yield ("resident memory of an idle server", f"{mebibytes:.1f} MiB", "at most 15 MiB",
           mebibytes <= 15)


def main():
    print("| | measured | asked for | |\n|---|--:|--:|---|")
    for name in arguments.only or CHECKS:
        for what, measured, asked, good in CHECKS[name]():
            print(f"| {what} | {measured} | {asked} | {'' if good else 'missed'} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", help="the folder of a release build")
    parser.add_argument("--only", action="append", choices=CHECKS, help="leave the others out")
    arguments = parser.parse_args()
    BUILD = Build(arguments.build)
    main()
