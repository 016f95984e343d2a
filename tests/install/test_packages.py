# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""test_packages.py BUILD: makes the Debian packages of a build and uses them in a fresh root."""

import glob
import json
import os
import re
import shutil
import sys
import tempfile
import unittest

from installation import WORDS, Installation, Project, Server, run

BUILD = os.path.realpath(sys.argv[1])

folder = tempfile.TemporaryDirectory(prefix="amp-packages-")
PACKAGES = os.path.join(folder.name, "packages")
ROOT = os.path.join(folder.name, "root")
amp = Installation(os.path.join(ROOT, "usr"))


def package(name):
    files = glob.glob(os.path.join(PACKAGES, f"{name}_*.deb"))
    assert len(files) == 1, f"{name}: {files}"
    return files[0]


def field(name, key):
    return run("dpkg-deb", "-f", package(name), key).strip()


def files_of(name):
    lines = run("dpkg-deb", "-c", package(name)).splitlines()
    return {line.split()[5] for line in lines if not line.startswith("d")}


@unittest.skipUnless(shutil.which("dpkg-shlibdeps"), "this system has no Debian packages")
class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run("cpack", "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-G", "DEB",
            "-B", PACKAGES)
        cls.names = ["amp-server", "libamp-dev"]
        if os.path.exists(os.path.join(BUILD, "bin/amp-monitor")):
            cls.names.append("amp-monitor")
        for name in cls.names:
            run("dpkg-deb", "-x", package(name), ROOT)
        cls.project = Project(amp, os.path.join(folder.name, "project"), "shop", "kiosk")

    def test_what_they_depend_on(self):
        version = field("amp-server", "Version")
        self.assertIn("libqt6network6", field("amp-server", "Depends"))
        self.assertNotIn("libqt6widgets6", field("amp-server", "Depends"))
        self.assertIn(f"amp-server (= {version})", field("libamp-dev", "Depends"))
        if "amp-monitor" in self.names:
            self.assertIn("libqt6widgets6", field("amp-monitor", "Depends"))

    def test_no_file_is_in_two(self):
        seen = set()
        for name in self.names:
            files = files_of(name)
            self.assertEqual(seen & files, set())
            seen |= files

    def test_programs_find_each_other_in_a_fresh_root(self):
        with Server(amp, self.project) as server:
            call = amp.path("bin/amp-call")
            self.assertEqual(run(call, server.address, "weigh", "teapot"), "6\n")
            self.assertEqual(run(call, server.address, "count_words", "two words"), "2\n")
            if "amp-monitor" in self.names:
                printed = run(amp.path("bin/amp-monitor"), "--once", "--json", server.address,
                              env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
                self.assertEqual(len(json.loads(printed)["workers"]), 2)

    def test_program_with_workers_of_its_own(self):
        output = run(self.project.path("kiosk"), self.project.path("shop.so"), WORDS)
        self.assertEqual(len(re.findall(rf"(?m)^\d by .*{amp.prefix}", output)), 2, output)


def tearDownModule():
    folder.cleanup()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
