# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""Which functions of a file become procedures, and what a file that does not load is told."""

import datetime
import json
import os
import pickle
import subprocess
import sys
import tempfile
import textwrap
import typing
import unittest

import amp_worker as amp

WORKER = amp.__file__


class LoadingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.addCleanup(sys.path.__setitem__, slice(None), sys.path[:])

    def file(self, text, name="t.py"):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        return path

    def names(self, text):
        return [name.decode() for name in amp.load_includes([self.file(text)])]

    def failure(self, *paths):
        with self.assertRaises(amp.LoadError) as caught:
            amp.load_includes(paths)
        return str(caught.exception)


class Published(LoadingTest):
    def test_only_what_the_file_itself_defines(self):
        self.assertEqual(self.names("""
            import functools, subprocess
            from os import system, popen
            from json import loads, JSONDecoder
            from functools import partial, wraps
            import amp_worker
            from amp_worker import echo

            def decorate(function):
                @wraps(function)
                def wrapper(*arguments):
                    return function(*arguments)
                return wrapper

            def _private(): pass
            _alias = decorate
            double = lambda x: 2 * x
            bound = partial(system, "true")
            method = [].append

            @decorate
            def greet(name): return name

            @functools.lru_cache
            def cached(x): return x

            class Mailer:
                @staticmethod
                def send(to): return True
                @staticmethod
                def _hidden(): pass
                @classmethod
                def make(cls): pass
                def method(self): pass
                stolen = staticmethod(system)
                def __call__(self): pass

            class _Internal:
                @staticmethod
                def work(): pass

            mailer = Mailer()
            """), ["decorate", "greet", "cached", "Mailer::send"])

    def test_exactly_what_all_lists(self):
        self.assertEqual(self.names("""
            from os.path import basename
            __all__ = ["basename", "_hidden", "Mailer"]
            def _hidden(): pass
            def open_one(): pass
            class Mailer:
                @staticmethod
                def send(): pass
            """), ["basename", "_hidden", "Mailer::send"])

    def test_signatures(self):
        procedures = amp.load_includes([self.file("""
            from __future__ import annotations
            import datetime
            from typing import List, Optional, Union
            from amp_worker import CallContext

            def plain(a, b=1): pass
            def typed(a: int, b: float = 0.5, *rest: str) -> bytes: pass
            def told(context: CallContext, x: List[int]) -> None: pass
            def either(x: Union[int, str], y: Optional[dict] = None): pass
            def unknown(x: NoSuchType, when: datetime.date) -> AlsoUnknown: pass
            def keywords(a, *, b=2, **more): pass
            """)]).values()
        self.assertEqual([procedure.signature for procedure in procedures], [
            "plain(any, any=) -> any", "typed(int, float=, ...) -> bytes",
            "told(list) -> None", "either(any, any=) -> any", "unknown(any, date) -> any",
            "keywords(any) -> any"])

    def test_documentation(self):
        procedures = amp.load_includes([self.file('def f():\n    """One.\n\n    Two."""\n')])
        self.assertEqual(procedures[b"f"].documentation, "One.\n\nTwo.")

    def test_built_ins_are_there_and_can_be_hidden(self):
        procedures = amp.all_procedures([self.file("def echo(x): return -x")])
        self.assertEqual((procedures[b"echo"].built_in, procedures[b"add"].built_in), (False, True))
        self.assertEqual(procedures[b"echo"].function(2), -2)

    def test_a_module_can_be_found_by_those_who_need_it(self):
        self.file("three = 3", "helper.py")
        procedures = amp.load_includes([self.file("""
            import dataclasses, helper
            @dataclasses.dataclass
            class Point:
                x: "int"
            def point(): return Point(helper.three)
            """)])
        point = procedures[b"point"].function()
        self.assertEqual(pickle.loads(pickle.dumps(point)), point)


class Failures(LoadingTest):
    def test_the_line_of_the_file_is_told(self):
        cases = {
            "def f(:\n": ":1: SyntaxError: ",
            "x = 1\n\nraise ValueError('two\\nlines')\n": ":3: ValueError: two lines",
            "import json\n\njson.loads('{')\n": ":3: JSONDecodeError: ",
            "import sys\nsys.exit(4)\n": ":2: SystemExit: 4",
            "\nimport no_such_module\n": ":2: ModuleNotFoundError: ",
            "def f(): pass\n__all__ = ['f', 'g']\n": ":2: LoadError: __all__ lists 'g'",
            "x = 1\n__all__ = ['x']\n": ":2: LoadError: __all__ lists 'x'",
        }
        for text, expected in cases.items():
            with self.subTest(expected):
                path = self.file(text)
                sentence = self.failure(path)
                self.assertTrue(sentence.startswith(path + expected), sentence)
                self.assertNotIn("\n", sentence)

    def test_a_broken_import_is_told_where_it_is_imported(self):
        self.file("def f(:\n", "broken.py")
        path = self.file("x = 1\nimport broken\n")
        self.assertTrue(self.failure(path).startswith(path + ":2: SyntaxError: "))

    def test_files_that_are_none(self):
        missing = os.path.join(self.folder, "missing.py")
        self.assertTrue(self.failure(missing).startswith(missing + ":1: FileNotFoundError: "))
        self.assertIn("ends in .py", self.failure(self.file("", "t.txt")))

    def test_a_name_that_two_files_define(self):
        first, second = self.file("def f(): pass", "a.py"), self.file("\ndef f(): pass", "b.py")
        sentence = self.failure(first, second)
        self.assertTrue(sentence.startswith(second + ":2: "), sentence)
        self.assertIn(first, sentence)


class Program(LoadingTest):
    def run_worker(self, *arguments):
        environment = {key: value for key, value in os.environ.items() if key != "AMP_LINK"}
        return subprocess.run([sys.executable, WORKER, *arguments], env=environment, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")

    def test_describe(self):
        path = self.file('print("noise")\ndef f(x: int): "Doc."\n')
        result = self.run_worker("--describe", path)
        self.assertEqual(result.returncode, 0)
        self.assertEqual(json.loads(result.stdout), {"procedures": [
            {"name": "f", "signature": "f(int) -> any", "documentation": "Doc."}]})

    def test_describe_of_a_broken_file(self):
        path = self.file("import threading, time\n"
                         "threading.Thread(target=time.sleep, args=(1000,)).start()\n"
                         "1 / 0\n")
        result = self.run_worker("--describe", path)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertEqual(result.stderr, path + ":3: ZeroDivisionError: division by zero\n")

    def test_started_by_hand(self):
        result = self.run_worker()
        self.assertEqual((result.returncode, result.stderr.count("\n")), (2, 1))
        self.assertIn("amp-server", result.stderr)


class Binding(unittest.TestCase):
    def bind(self, function, *arguments):
        return amp.Procedure("f", function).bind(list(arguments))

    def assert_refused(self, function, arguments, *words):
        with self.assertRaises(amp.CallFailure) as caught:
            self.bind(function, *arguments)
        self.assertEqual(caught.exception.code, amp.BAD_ARGUMENTS)
        for word in words:
            self.assertIn(word, caught.exception.message)
        return caught.exception.details

    def test_number_of_arguments(self):
        def two(a, b): pass
        def some(a, b=1): pass
        def many(a, *rest): pass
        def named(*, key): pass
        self.assert_refused(two, [1], "takes 2 arguments, 1 was given: f(any, any)")
        self.assert_refused(some, [], "takes 1 to 2 arguments, 0 were given")
        self.assert_refused(many, [], "takes at least 1 argument, 0 were")
        self.assert_refused(named, [], "key")
        self.assertEqual(self.bind(many, 1, 2, 3), [1, 2, 3])

    def test_types(self):
        def typed(a: int, b: float = 0.0, *rest: str): pass
        self.assertEqual(self.bind(typed, amp.UInt(1), 2, "x"), [1, 2.0, "x"])
        self.assertIs(type(self.bind(typed, 1, 2)[1]), float)
        for wrong in ("1", 1.0, True, None, b"1", [1]):
            self.assert_refused(typed, [wrong], "Argument 1 (a) of f must be int, not ")
        self.assert_refused(typed, [1, 2 ** 53 + 1], "Argument 2 (b)")
        details = self.assert_refused(typed, [1, 2, "x", b"y"], "Argument 4 (rest)", "str", "bytes")
        self.assertEqual(details, {"argument": 4, "expected": "str", "given": "bytes"})

    def test_each_type_takes_its_own(self):
        values = [True, 1, 1.5, "x", b"x", [1], {"a": 1}, datetime.date(2024, 1, 1),
                  datetime.datetime(2024, 1, 1), None]
        for kind in map(type, values):
            def typed(x): pass
            typed.__annotations__["x"] = kind
            accepted = [value for value in values if self.fits(typed, value)]
            # A text becomes bytes and an int a float, without loss; nothing else changes its type.
            extra = {bytes: ["x"], float: [1]}.get(kind, [])
            self.assertEqual(sorted(map(repr, accepted)),
                             sorted(repr(value) for value in values
                                    if type(value) is kind or value in extra and value is not True))

    def fits(self, function, value):
        try:
            self.bind(function, value)
        except amp.CallFailure:
            return False
        return True

    def test_unions(self):
        def either(x: typing.Union[int, str]): pass
        def optional(x: typing.Optional[int] = None, y: int = None): pass
        self.assertEqual(self.bind(either, "x"), ["x"])
        self.assert_refused(either, [1.5], "int or str")
        self.assertEqual(self.bind(optional, None, None), [None, None])


if __name__ == "__main__":
    unittest.main()
