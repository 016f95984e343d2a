# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""test_completion.py BUILD: bash and zsh complete AMP's commands as somebody types them."""

import os
import re
import shlex
import shutil
import sys
import unittest

from installation import SOURCE, run

PAGES = os.path.join(os.path.realpath(sys.argv[1]), "pages")


class Bash(unittest.TestCase):
    def completed(self, line):
        words = re.findall(r"[=:]|[^\s=:]+", line) + ([""] if line.endswith(" ") else [])
        program = words[0]
        script = (f"source {shlex.quote(os.path.join(PAGES, 'bash', program))}\n"
                  f"COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}\n"
                  f"COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}\n"
                  f"_{program.replace('-', '_')}\n"
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return run("bash", "-c", script, cwd=SOURCE).split()

    def test_options(self):
        self.assertEqual(self.completed("amp-server --inc"), ["--include="])
        self.assertIn("--timeout=", self.completed("amp-call --"))
        self.assertEqual(self.completed("amp-server "), [])
        self.assertEqual(self.completed("amp-monitor --rep"), ["--replay="])

    def test_files(self):
        self.assertEqual(self.completed("amp-server --include=READ"), ["README.md"])
        self.assertEqual(self.completed("amp-server -i READ"), ["README.md"])
        self.assertIn("README.md", self.completed("amp-server --include="))

    def test_verbs(self):
        self.assertEqual(self.completed("amp-ctl 127.0.0.1:1337 proc"), ["procedures"])
        self.assertIn("drain", self.completed("amp-ctl --timeout=2s 127.0.0.1:1337 "))
        self.assertEqual(self.completed("amp-ctl -t 2s 127.0.0.1:1337 proc"), ["procedures"])
        self.assertIn("--watch", self.completed("amp-ctl local:amp stats --"))
        self.assertEqual(self.completed("amp-ctl 127.0"), [])


@unittest.skipUnless(shutil.which("zsh"), "there is no zsh here")
class Zsh(unittest.TestCase):
    def completed(self, line):
        """What an interactive zsh makes of the line and a tab; another key lets it tell."""
        start = (f"PS1= fpath=({shlex.quote(os.path.join(PAGES, 'zsh'))} $fpath)\n"
                 "tell() { zle -I; print -r -- \"told: $BUFFER, that is all\" }\n"
                 "zle -N tell; bindkey ^T tell\n"
                 "autoload -U compinit && compinit -D -u && echo ready")
        script = ("zmodload zsh/zpty; zpty shell zsh -f -i\n"
                  f"zpty -w shell {shlex.quote(start)}; zpty -r shell reply '*ready*ready*'\n"
                  f"zpty -w -n shell {shlex.quote(line)}$'\\t\\x14'\n"
                  "zpty -r shell reply '*told: amp*, that is all*'; zpty -d shell\n"
                  "print -r -- $reply\n")
        reply = run("zsh", "-f", "-c", script, cwd=SOURCE, timeout=30)  # against hangs only
        return re.search(r"told: (amp.*), that is all", reply)[1].strip()

    def test_options(self):
        self.assertEqual(self.completed("amp-server --inc"), "amp-server --include=")
        self.assertEqual(self.completed("amp-call --prio"), "amp-call --priority=")
        self.assertEqual(self.completed("amp-monitor --rep"), "amp-monitor --replay=")

    def test_files(self):
        self.assertEqual(self.completed("amp-server --include=READ"),
                         "amp-server --include=README.md")
        self.assertEqual(self.completed("amp-server -i READ"), "amp-server -i README.md")

    def test_verbs(self):
        self.assertEqual(self.completed("amp-ctl 127.0.0.1:1337 proc"),
                         "amp-ctl 127.0.0.1:1337 procedures")
        self.assertEqual(self.completed("amp-ctl -t 2s local:amp proc"),
                         "amp-ctl -t 2s local:amp procedures")
        self.assertEqual(self.completed("amp-ctl local:amp stats --w"),
                         "amp-ctl local:amp stats --watch")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
