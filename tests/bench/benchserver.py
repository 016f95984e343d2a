# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""Servers of a build, for promises.py, and what amp-bench measures of them."""

import json
import os
import re
import subprocess
import sys
import threading
import time

from wireclient import PATIENCE


class Build:
    """The programs of a build."""

    def __init__(self, folder):
        self._folder = os.path.abspath(folder)

    def program(self, name):
        return os.path.join(self._folder, "bin", name)

    def server(self, *options, prefix=()):
        return Server([*prefix, self.program("amp-server"), "--listen=127.0.0.1:0", *options])

    def has_server_option(self, option):
        command = [self.program("amp-server"), "--help"]
        return option in subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def bench(self, mode, server, prefix=(), **settings):
        """One measurement of amp-bench wire."""
        arguments = {"calls": 10**9, "seconds": 1, "server": server.pid,
                     "worker": ",".join(server.workers()), **settings}
        command = [*prefix, self.program("amp-bench"), "wire", mode, str(server.port),
                   *(f"{name}={value}" for name, value in arguments.items())]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


class Server:
    """An amp-server; ends with the block that it is used in."""

    def __init__(self, command):
        self._command = command

    def __enter__(self):
        self.started = time.monotonic()
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True)
        self.ready = []  # when each worker was, with --debug
        self._listens = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        if not self._listens.wait(PATIENCE):
            sys.exit(f"{self._command} did not listen.")
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(PATIENCE)

    def _read(self):
        for line in self._process.stdout:
            if line.rstrip().endswith("is ready"):
                self.ready.append(time.monotonic())
            elif match := re.search(r"listens on 127\.0\.0\.1:(\d+)\.$", line):
                self.listened = time.monotonic()
                self.port = int(match[1])
                self._listens.set()

    @property
    def pid(self):
        return self._process.pid

    def workers(self):
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as children:
            return children.read().split()

    def cpu(self):
        """Seconds of processor time that all its threads have used."""
        total = 0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def resident(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))

    def wait_until_idle(self):
        before = None
        while before != (before := self.cpu()):
            time.sleep(0.2)

    def wait_for_workers(self, count):
        until = time.monotonic() + PATIENCE
        while len(self.workers()) < count and time.monotonic() < until:
            time.sleep(0.01)
        self.wait_until_idle()
