# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""test_install.py BUILD SOURCE: installs AMP into a fresh prefix and uses it there as users do.

What runs is proved to be what was installed: no installed file names the build tree, and no process
has anything of it in memory, so that the tree could be deleted.
"""

import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD, SOURCE = map(os.path.realpath, sys.argv[1:3])
HERE = os.path.join(SOURCE, "tests/install")
PROGRAMS = ["amp-server", "amp-call", "amp-ctl"]

folder = tempfile.TemporaryDirectory(prefix="amp-install-")
PREFIX = os.path.join(folder.name, "prefix")
PROJECT = os.path.join(folder.name, "project")


def run(*command, **options):
    """What a command prints; a command that fails, fails the test with what it printed."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def installed(path):
    return os.path.join(PREFIX, path)


def found(pattern):
    """The one file below the prefix that matches: folders differ between systems."""
    files = glob.glob(os.path.join(PREFIX, "**", pattern), recursive=True)
    assert len(files) == 1, f"{pattern}: {files}"
    return files[0]


class Server:
    """An installed amp-server with the project's plugin and a Python file."""

    def __enter__(self):
        self.process = subprocess.Popen(
            [installed("bin/amp-server"), "--listen=127.0.0.1:0", "--workers=1",
             "--include=" + os.path.join(PROJECT, "shop.so"),
             "--include=" + os.path.join(SOURCE, "client/examples/words.py")],
            text=True, stdout=subprocess.PIPE)
        self.address = re.match(r"amp-server listens on (.*)\.$",
                                self.process.stdout.readline())[1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def processes(self):
        """Those of the server and its workers."""
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
            return [pid, *map(int, children.read().split())]


def setUpModule():
    run("cmake", "--install", BUILD, "--prefix", PREFIX, "--strip")


def tearDownModule():
    folder.cleanup()


class Tree(unittest.TestCase):
    def test_programs(self):
        for program in PROGRAMS:
            self.assertRegex(run(installed(f"bin/{program}"), "--version"), rf"^{program} \d")

    def test_libraries(self):
        for name in ["Core", "Client"]:
            link = found(f"libAmp{name}.so")
            soname = re.search(r"soname: \[(.*)\]", run("readelf", "-d", link))[1]
            self.assertRegex(soname, rf"^libAmp{name}\.so\.\d")
            self.assertTrue(os.path.exists(os.path.join(os.path.dirname(link), soname)))

    def test_nothing_names_the_build_tree(self):
        for path, _, names in os.walk(PREFIX):
            for name in names:
                with open(os.path.join(path, name), "rb") as file:
                    self.assertNotIn(BUILD.encode(), file.read(), name)

    def test_manual_pages(self):
        for program in PROGRAMS:
            page = found(f"{program}.1")
            with open(page, encoding="utf-8") as file:
                text = file.read().replace("\\-", "-")
            for option in re.findall(r"^ .*?(--[a-z-]+)",
                                     run(installed(f"bin/{program}"), "--help"), re.MULTILINE):
                self.assertIn(option, text)
            if shutil.which("man"):
                warnings = run("sh", "-c", 'man --warnings -l "$1" 2>&1 >/dev/null', "sh", page)
                self.assertEqual(warnings, "")


class Completion(unittest.TestCase):
    """Bash completes as if somebody had typed a line up to the cursor."""

    def completed(self, line):
        words = re.findall(r"[=:]|[^\s=:]+", line) + ([""] if line.endswith(" ") else [])
        program = words[0]
        script = (f"source {shlex.quote(found('completions/' + program))}\n"
                  f"COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}\n"
                  f"COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}\n"
                  f"_{program.replace('-', '_')}\n"
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return run("bash", "-c", script, cwd=SOURCE).split()

    def test_options(self):
        self.assertEqual(self.completed("amp-server --inc"), ["--include="])
        self.assertIn("--timeout=", self.completed("amp-call --"))
        self.assertEqual(self.completed("amp-server "), [])

    def test_files(self):
        self.assertEqual(self.completed("amp-server --include=READ"), ["README.md"])
        self.assertEqual(self.completed("amp-server -i READ"), ["README.md"])
        self.assertIn("README.md", self.completed("amp-server --include="))

    def test_verbs(self):
        self.assertEqual(self.completed("amp-ctl 127.0.0.1:1337 proc"), ["procedures"])
        self.assertIn("drain", self.completed("amp-ctl --timeout=2s 127.0.0.1:1337 "))
        self.assertIn("--watch", self.completed("amp-ctl local:amp stats --"))
        self.assertEqual(self.completed("amp-ctl 127.0"), [])

    @unittest.skipUnless(shutil.which("zsh"), "there is no zsh here")
    def test_zsh(self):
        for program in PROGRAMS:
            run("zsh", "-n", found(f"_{program}"))


class Project(unittest.TestCase):
    """A project of its own finds AMP, and its plugin and program meet the installed server."""

    @classmethod
    def setUpClass(cls):
        run("cmake", "-G", "Ninja", "-S", os.path.join(HERE, "project"), "-B", PROJECT,
            f"-DCMAKE_PREFIX_PATH={PREFIX}", "-DCMAKE_BUILD_TYPE=Debug")
        run("cmake", "--build", PROJECT, "-j", str(os.cpu_count()))

    def test_program_and_plugin_meet_the_server(self):
        with Server() as server:
            self.assertEqual(sorted(run(os.path.join(PROJECT, "shopper"), server.address)
                                    .splitlines()), ["price: 600", "words: 4"])
            self.assertEqual(run(installed("bin/amp-call"), server.address, "add", "2", "3"), "5\n")
            self.assertIn("price", run(installed("bin/amp-ctl"), server.address, "procedures"))
            self.assert_all_installed(server.processes())

    def assert_all_installed(self, pids):
        self.assertEqual(len(pids), 3)  # the server, and a worker for each pool
        for pid in pids:
            with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, \
                    open(f"/proc/{pid}/cmdline", encoding="utf-8") as command:
                uses = maps.read() + command.read()
            self.assertIn(PREFIX, uses)
            self.assertNotIn(BUILD, uses)

    @unittest.skipUnless(shutil.which("pkg-config"), "there is no pkg-config here")
    def test_pkg_config(self):
        path = os.path.dirname(found("amp-client.pc"))
        flags = run("pkg-config", "--cflags", "--libs", "amp-client",
                    env={**os.environ, "PKG_CONFIG_PATH": path}).split()
        program = os.path.join(folder.name, "shopper")
        run("c++", "-std=c++17", "-fPIC", "-o", program,
            os.path.join(HERE, "project/shopper.cpp"), *flags,
            "-Wl,-rpath," + os.path.dirname(path))
        self.assertIn("libAmpClient", run("readelf", "-d", program))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
