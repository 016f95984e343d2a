# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""test_install.py BUILD: installs AMP into a fresh prefix and uses it there as users do.

What runs is proved to be what was installed: no installed file names the build tree, and no process
has anything of it in memory, so that the tree could be deleted.
"""

import json
import os
import re
import shutil
import sys
import tempfile
import unittest

from installation import PROJECT_SOURCE, WORDS, Installation, Project, Server, run, uses_of

BUILD = os.path.realpath(sys.argv[1])
PROGRAMS = ["amp-server", "amp-call", "amp-ctl", "amp-bench"]

folder = tempfile.TemporaryDirectory(prefix="amp-install-")
amp = Installation(os.path.join(folder.name, "prefix"))


def setUpModule():
    run("cmake", "--install", BUILD, "--prefix", amp.prefix, "--strip")


def tearDownModule():
    folder.cleanup()


class Tree(unittest.TestCase):
    def test_programs(self):
        for program in PROGRAMS:
            self.assertRegex(run(amp.path(f"bin/{program}"), "--version"), rf"^{program} \d")

    def test_bench_finds_the_server(self):
        report = json.loads(run(amp.path("bin/amp-bench"), "--json", "--rounds=1", "--workers=1",
                                "--seconds=0.05"))
        self.assertGreater(report["single_rate"]["amp"], 0)

    def test_libraries(self):
        for name in ["Core", "Client"]:
            link = amp.find(f"libAmp{name}.so")
            soname = re.search(r"soname: \[(.*)\]", run("readelf", "-d", link))[1]
            self.assertRegex(soname, rf"^libAmp{name}\.so\.\d")
            self.assertTrue(os.path.exists(os.path.join(os.path.dirname(link), soname)))

    def test_nothing_names_the_build_tree(self):
        for path, _, names in os.walk(amp.prefix):
            for name in names:
                with open(os.path.join(path, name), "rb") as file:
                    self.assertNotIn(BUILD.encode(), file.read(), name)

    def test_manual_pages(self):
        monitor = ["amp-monitor"] if os.path.exists(amp.path("bin/amp-monitor")) else []
        for program in PROGRAMS + monitor:
            page = amp.find(f"{program}.1")
            with open(page, encoding="utf-8") as file:
                text = file.read().replace("\\-", "-")
            help_text = run(amp.path(f"bin/{program}"), "--help",
                            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
            for option in re.findall(r"^ .*?(--[a-z-]+)", help_text, re.MULTILINE):
                self.assertIn(option, text)
            if shutil.which("man"):
                warnings = run("sh", "-c", 'man --warnings -l "$1" 2>&1 >/dev/null', "sh", page)
                self.assertEqual(warnings, "")

    def test_links_between_documents(self):
        guide = amp.find("guide.md")
        with open(guide, encoding="utf-8") as file:
            links = re.findall(r"\]\(([\w./-]+)[)#]", file.read())
        self.assertGreater(len(links), 10)
        for link in links:
            self.assertTrue(os.path.exists(os.path.join(os.path.dirname(guide), link)), link)


class UsersProject(unittest.TestCase):
    """A project of its own finds AMP, and its programs and its plugin meet what is installed."""

    @classmethod
    def setUpClass(cls):
        cls.project = Project(amp, os.path.join(folder.name, "project"), "all")

    def test_program_and_plugin_meet_the_server(self):
        with Server(amp, self.project) as server:
            self.assertEqual(sorted(run(self.project.path("shopper"), server.address)
                                    .splitlines()), ["price: 600", "words: 4"])
            self.assertEqual(run(amp.path("bin/amp-call"), server.address, "add", "2", "3"), "5\n")
            self.assertIn("price", run(amp.path("bin/amp-ctl"), server.address, "procedures"))
            processes = server.processes()
            self.assertEqual(len(processes), 4, processes)
            for name in ["amp-server", "amp-guard", "amp-worker"]:  # and Python
                self.assertIn(name, processes.values())
            for pid in processes:
                self.assertIn(amp.prefix, uses_of(pid))
                self.assertNotIn(BUILD, uses_of(pid))

    def test_program_with_workers_of_its_own(self):
        self.assert_uses_installed_workers()

    def test_library_behind_a_link(self):
        """As /lib is one on many systems: the workers are beside what it leads to."""
        link = os.path.join(folder.name, "elsewhere")
        os.symlink(os.path.dirname(amp.find("libAmpCore.so")), link)
        self.assert_uses_installed_workers(LD_LIBRARY_PATH=link)

    def assert_uses_installed_workers(self, **environment):
        output = run(self.project.path("kiosk"), self.project.path("shop.so"), WORDS,
                     env={**os.environ, **environment})
        self.assertRegex(output, rf"(?m)^6 by {amp.prefix}/libexec/amp/amp-worker ")
        self.assertRegex(output, rf"(?m)^4 by .*python\S* .*{amp.prefix}/share/amp/amp_worker\.py ")
        self.assertNotIn(BUILD, output)

    @unittest.skipUnless(shutil.which("pkg-config"), "there is no pkg-config here")
    def test_pkg_config(self):
        path = os.path.dirname(amp.find("amp-client.pc"))
        flags = run("pkg-config", "--cflags", "--libs", "amp-client",
                    env={**os.environ, "PKG_CONFIG_PATH": path}).split()
        program = os.path.join(folder.name, "shopper")
        run("c++", "-std=c++17", "-fPIC", "-o", program,
            os.path.join(PROJECT_SOURCE, "shopper.cpp"), *flags,
            "-Wl,-rpath," + os.path.dirname(path))
        self.assertIn("libAmpClient", run("readelf", "-d", program))


class Guide(unittest.TestCase):
    def test_its_project_builds(self):
        """What the guide says of CMake, with the examples that it names."""
        guide = amp.find("guide.md")
        with open(guide, encoding="utf-8") as file:
            blocks = re.findall(r"^```cmake\n(.*?)^```", file.read(), re.DOTALL | re.MULTILINE)
        self.assertEqual(len(blocks), 2)
        source = os.path.join(folder.name, "guide")
        shutil.copytree(os.path.dirname(amp.find("quickstart.cpp")), source)
        with open(os.path.join(source, "CMakeLists.txt"), "w", encoding="utf-8") as file:
            file.write("cmake_minimum_required(VERSION 3.22)\nproject(Guide LANGUAGES CXX)\n")
            file.writelines(blocks)
        run("cmake", "-G", "Ninja", "-S", source, "-B", source, f"-DCMAKE_PREFIX_PATH={amp.prefix}")
        run("cmake", "--build", source)
        self.assertTrue(os.path.exists(os.path.join(source, "greetings.so")))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
