# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""test_guide.py SOURCE: the code in the guide is that of the examples, which other tests run, and
what the pages say of each other is true. test_install.py builds with what the guide says of CMake.

"..." leaves something out; line breaks, white space and comments may differ.
"""

import glob
import os
import re
import sys
import unittest

SOURCE = sys.argv[1]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def bare(code):
    return re.sub(r"(?://|#) .*|\s", "", code)


class Guide(unittest.TestCase):
    def test_code_is_from_the_examples(self):
        examples = [bare(read(path))
                    for path in glob.glob(os.path.join(SOURCE, "client/examples/*.*"))]
        guide = read(os.path.join(SOURCE, "resources/docs/guide.md"))
        blocks = re.findall(r"^```(?:cpp|python)\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
        self.assertGreater(len(blocks), 5)
        for block in blocks:
            pieces = [bare(piece) for piece in re.split(r"^ *\.\.\.$", block, flags=re.MULTILINE)]
            self.assertTrue(any(all(piece in example for piece in pieces) for example in examples),
                            block)

    def test_links_lead_somewhere(self):
        folder = os.path.join(SOURCE, "resources/docs")
        for page in glob.glob(os.path.join(folder, "*.md")):
            text = read(page)
            for target, heading in re.findall(r"\]\(([\w./-]*)(#[\w-]+)?\)", text):
                path = os.path.join(folder, target) if target else page
                self.assertTrue(os.path.exists(path), f"{page}: {target}")
                if heading:
                    self.assertIn(heading, headings(read(path)), f"{page}: {target}{heading}")

    def test_every_example_is_listed(self):
        listed = read(os.path.join(SOURCE, "resources/docs/index.md"))
        for path in glob.glob(os.path.join(SOURCE, "client/examples/*.cpp")):
            self.assertIn(f"/{os.path.basename(path)})", listed)


def headings(text):
    """As links name them."""
    return ["#" + re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)]


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
