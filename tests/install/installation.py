# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""An installed AMP, wherever it is, and what users do with it. For the tests beside this file."""

import glob
import os
import re
import shlex
import subprocess

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
PROJECT_SOURCE = os.path.join(SOURCE, "tests/install/project")
WORDS = os.path.join(SOURCE, "client/examples/words.py")


def run(*command, **options):
    """What a command prints; a command that fails, fails the test with what it printed."""
    done = subprocess.run(command, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


class Installation:
    """What is below a prefix."""

    def __init__(self, prefix):
        self.prefix = prefix

    def path(self, name):
        return os.path.join(self.prefix, name)

    def find(self, pattern):
        """The one file that matches: folders differ between systems."""
        files = glob.glob(os.path.join(self.prefix, "**", pattern), recursive=True)
        assert len(files) == 1, f"{pattern}: {files}"
        return files[0]


class Project:
    """The separate project beside this file, built with an installation."""

    def __init__(self, installation, folder, *targets):
        self.folder = folder
        run("cmake", "-G", "Ninja", "-S", PROJECT_SOURCE, "-B", folder,
            f"-DCMAKE_PREFIX_PATH={installation.prefix}")
        run("cmake", "--build", folder, "-j", str(os.cpu_count()), "--target", *targets)

    def path(self, name):
        return os.path.join(self.folder, name)


class Server:
    """An installed amp-server with a worker each for the project's plugin and a Python file."""

    def __init__(self, installation, project):
        self.command = [installation.path("bin/amp-server"), "--listen=127.0.0.1:0", "--workers=1",
                        "--include=" + project.path("shop.so"), "--include=" + WORDS]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, text=True, stdout=subprocess.PIPE)
        self.address = re.match(r"amp-server listens on (.*)\.$",
                                self.process.stdout.readline())[1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def processes(self):
        """The server and its children: pids, and what each is called."""
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
            return {each: name_of(each) for each in [pid, *map(int, children.read().split())]}


def name_of(pid):
    with open(f"/proc/{pid}/comm", encoding="utf-8") as comm:
        return comm.read().strip()


def uses_of(pid):
    """The command line of a process and the paths of all files that it has in memory."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, \
            open(f"/proc/{pid}/cmdline", encoding="utf-8") as command:
        return maps.read() + command.read()
