# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""The whole worker at the end of a real link: calls, output, cancellation, and its end."""

import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import textwrap
import typing
import unittest

import amp_worker as amp

SECONDS = 30  # nothing waits this long unless it is broken

PROCEDURES = textwrap.dedent("""
    import hashlib, multiprocessing, os, signal, subprocess, sys, time
    from amp_worker import CallContext

    calls = 0

    def count() -> int:
        global calls
        calls += 1
        return calls

    def divide(a, b):
        return a / b

    def blame():
        try:
            divide(1, 0)
        except ZeroDivisionError as error:
            raise KeyError("outer") from error

    def import_error():
        import json
        json.loads("{")

    class Rude(Exception):
        def __str__(self):
            raise ValueError

    def rude():
        raise Rude

    def long_text():
        raise ValueError("x" * 1_000_000)

    def type_error():
        return len(5)

    def leave(code):
        print("last words", end="")
        sys.exit(code)

    def say(text):
        os.write(1, b"raw\\n")
        print(text, end="")

    def close_output():
        sys.stdout.close()

    def talk(context: CallContext, steps: int):
        for step in range(steps):
            context.report_progress(step + 1, steps, "step \\ud83d")
            context.send_part([step])
        return context.metadata

    def bad_part(context: CallContext):
        context.send_part({1})

    def keep(context: CallContext):
        global kept
        kept = context

    def use_kept():
        kept.report_progress(1)

    def wait_for_cancel(context: CallContext):
        context.report_progress(0)
        while not context.is_cancelled():
            pass
        return "cancelled"

    def large(size):
        return bytes(size)

    def fork():
        child = os.fork()
        if child == 0:
            return "of the child"
        os.waitpid(child, 0)
        return "of the parent"

    def fork_and_term():
        child = os.fork()
        if child == 0:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1000)
        return os.waitpid(child, 0)[1]

    def fork_and_kill_at_once(times):
        ends = set()
        for _ in range(times):
            child = os.fork()
            if child == 0:
                time.sleep(1000)
            os.kill(child, signal.SIGTERM)
            ends.add(os.waitpid(child, 0)[1])
        return list(ends)

    def square(x):
        return x * x

    def squares():
        with multiprocessing.get_context("fork").Pool(2) as pool:
            return pool.map(square, [1, 2, 3])

    def inherited():
        return subprocess.run(["sh", "-c", "ls /proc/self/fd; echo $AMP_LINK"],
                              capture_output=True, text=True, close_fds=False).stdout.split()

    def hang(context: CallContext):
        child = subprocess.Popen(["sleep", "1000"])
        context.send_part(child.pid)
        time.sleep(1000)

    def hang_deaf(context: CallContext):
        context.send_part(os.getpid())
        hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)
""")


class Answer(typing.NamedTuple):
    """The end of a call, with what was sent before it."""

    value: typing.Any
    code: int
    execution: int
    message: str
    details: typing.Any
    parts: list
    progress: list
    ran: int


class Worker:
    """A worker process and the server's end of its link."""

    def __init__(self, *includes, program=amp.__file__):
        self._link, theirs = socket.socketpair()
        self._link.settimeout(SECONDS)
        environment = dict(os.environ, AMP_LINK=str(theirs.fileno()))
        environment.pop("PYTHONUNBUFFERED", None)
        arguments = [sys.executable, program] + [f"--include={path}" for path in includes]
        self.process = subprocess.Popen(arguments, env=environment, pass_fds=[theirs.fileno()],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, start_new_session=True)
        theirs.close()
        self._received = bytearray()
        self._last_id = 0

    def frame(self):
        """Type, id and body of the next frame; EOFError when the link is closed."""
        while len(self._received) < 4 or len(self._received) < 4 + self._size():
            data = self._link.recv(65536)
            if not data:
                raise EOFError
            self._received += data
        end = 4 + self._size()
        frame = bytes(self._received[:end])
        del self._received[:end]
        return frame[4], struct.unpack_from(">Q", frame, 5)[0], frame[13:]

    def _size(self):
        return struct.unpack_from(">I", self._received)[0]

    def send(self, kind, call_id, *fields):
        self._link.sendall(amp.frame(kind, call_id, *fields))

    def send_bytes(self, data):
        self._link.sendall(data)

    def start(self, name, *arguments, metadata=b"", encoded=None):
        self._last_id += 1
        if encoded is None:
            encoded = struct.pack(">I", len(arguments)) + b"".join(map(amp.encode_value, arguments))
        self.send(amp.FRAME_CALL, self._last_id, struct.pack(">BBII", 1, 0, 0, 0),
                  amp.short(name.encode()), amp.short(metadata), encoded)
        return self._last_id

    def finish(self, call_id):
        parts, progress = [], []
        while True:
            kind, answered, body = self.frame()
            assert answered == call_id, (answered, call_id)
            if kind == amp.FRAME_PART:
                parts.append(amp.decode_value(body))
            elif kind == amp.FRAME_PROGRESS:
                progress.append(struct.unpack_from(">QQ", body) + (body[20:].decode(),))
            else:
                return self._end(kind, body, parts, progress)

    @staticmethod
    def _end(kind, body, parts, progress):
        ran = struct.unpack_from(">Q", body)[0]
        if kind == amp.FRAME_RESULT:
            value = amp.decode_value(body[20:])
            return Answer(value, 0, amp.STARTED, "", None, parts, progress, ran)
        assert kind == amp.FRAME_ERROR, kind
        code, execution, _, size = struct.unpack_from(">HBBI", body, 20)
        rest = body[28 + size:]
        return Answer(None, code, execution, body[28:28 + size].decode(),
                      amp.decode_value(rest) if rest else {}, parts, progress, ran)

    def call(self, name, *arguments, **options):
        return self.finish(self.start(name, *arguments, **options))

    def hang_up(self):
        self._link.close()

    def wait(self):
        return self.process.wait(SECONDS)

    def output(self):
        """All that it printed; waits until nobody holds the other end of the pipe any more."""
        return self.process.stdout.read().decode()

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()
        self._link.close()


class WorkerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.path = os.path.join(folder.name, "t.py")
        with open(cls.path, "w", encoding="utf-8") as file:
            file.write(PROCEDURES)

    def start(self):
        worker = Worker(self.path)
        self.addCleanup(worker.stop)
        self.assertEqual(worker.frame()[0], amp.FRAME_READY)
        return worker


class Calls(WorkerTest):
    """One worker for all tests: what one call does must not harm the next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = Worker(cls.path)
        cls.addClassCleanup(cls.worker.stop)
        cls.ready = cls.worker.frame()

    def test_ready(self):
        kind, call_id, body = self.ready
        self.assertEqual((kind, call_id), (amp.FRAME_READY, 0))
        self.assertEqual(struct.unpack_from(">IHHI", body),
                         (amp.MAGIC, 1, 0, self.worker.process.pid))
        self.assertIn(amp.short(b"divide") + amp.long(b"divide(any, any) -> any") + amp.long(b"")
                      + b"\0", body)
        self.assertIn(amp.short(b"strlen") + amp.long(b"strlen(str) -> int"), body)

    def test_state_is_kept(self):
        first = self.worker.call("count").value
        self.assertEqual(self.worker.call("count").value, first + 1)

    def test_built_ins(self):
        cases = [("echo", ["x"], "x"), ("strlen", ["a😀"], 2), ("strrev", ["a😀b"], "b😀a"),
                 ("str_rot13", ["Hello é"], "Uryyb é"), ("strtoupper", ["straße"], "STRASSE"),
                 ("add", [2, 3], 5), ("add", [2, 0.5], 2.5), ("add", [2 ** 63, 1], 2 ** 63 + 1),
                 ("sha256", ["abc"], "ba7816bf8f01cfea414140de5dae2223"
                                     "b00361a396177a9cb410ff61f20015ad"),
                 ("sleep", [0], 0.0), ("spin", [0], 0.0)]
        for name, arguments, expected in cases:
            with self.subTest(name):
                self.assertEqual(self.worker.call(name, *arguments).value, expected)
        self.assertIn("does not fit into 64 bits", self.worker.call("add", 2 ** 64 - 1, 1).message)
        self.assertEqual(self.worker.call("add", True, 1).code, amp.BAD_ARGUMENTS)
        self.assertEqual(self.worker.call("fail", "why").message, "RuntimeError: why")

    def test_run_time_is_measured(self):
        self.assertGreaterEqual(self.worker.call("sleep", 0.02).ran, 20_000)
        self.assertLess(self.worker.call("echo", 1).ran, 20_000)

    def test_failure_tells_type_text_and_place(self):
        answer = self.worker.call("divide", 1, 0)
        self.assertEqual((answer.code, answer.execution), (amp.PROCEDURE_FAILED, amp.STARTED))
        line = PROCEDURES.split("\n").index("    return a / b") + 1
        self.assertEqual(answer.message,
                         f"ZeroDivisionError: division by zero (t.py:{line} in divide)")
        trace = answer.details.pop("traceback")
        self.assertEqual(answer.details, {"type": "ZeroDivisionError", "text": "division by zero",
                                          "file": self.path, "line": line, "function": "divide"})
        self.assertIn("in divide", trace)
        self.assertNotIn("amp_worker.py", trace)

    def test_place_is_in_the_included_file(self):
        answer = self.worker.call("import_error")
        self.assertEqual(answer.details["function"], "import_error")
        self.assertIn("raw_decode", answer.details["traceback"])
        self.assertIn("ZeroDivisionError", self.worker.call("blame").details["traceback"])

    def test_failures_are_bounded_and_never_fail_themselves(self):
        self.assertIn("Rude", self.worker.call("rude").message)
        answer = self.worker.call("long_text")
        self.assertEqual(answer.code, amp.PROCEDURE_FAILED)
        self.assertLess(len(answer.message), 5000)
        self.assertLessEqual(len(answer.details["traceback"].encode()), 16 * 1024)

    def test_type_errors_inside_are_failures(self):
        self.assertEqual(self.worker.call("type_error").code, amp.PROCEDURE_FAILED)
        answer = self.worker.call("divide", 1)
        self.assertEqual((answer.code, answer.execution), (amp.BAD_ARGUMENTS, amp.NOT_STARTED))

    def test_unknown_names(self):
        answer = self.worker.call("devide", 1, 2)
        self.assertEqual((answer.code, answer.execution), (amp.NO_SUCH_PROCEDURE, amp.NOT_STARTED))
        self.assertIn("did you mean divide?", answer.message)
        for name in ("os", "sys", "subprocess", "CallContext", "__import__", "Rude"):
            self.assertEqual(self.worker.call(name).code, amp.NO_SUCH_PROCEDURE)

    def test_arguments_that_are_none(self):
        for encoded in (b"", b"\xff" * 8, struct.pack(">I", 1) + b"\0\0\0\x0d\0" + bytes(4)):
            answer = self.worker.call("echo", encoded=encoded)
            self.assertEqual((answer.code, answer.execution), (amp.PROTOCOL_ERROR, amp.NOT_STARTED))
        self.assertEqual(self.worker.call("echo", 1, metadata=b"\0\5x").code, amp.PROTOCOL_ERROR)

    def test_results_that_are_too_large(self):
        answer = self.worker.call("large", amp.MAX_PAYLOAD_BYTES)
        self.assertEqual((answer.code, answer.execution), (amp.TOO_LARGE, amp.STARTED))
        self.assertIn(str(amp.MAX_PAYLOAD_BYTES + 9), answer.message)
        self.assertIn(str(amp.MAX_PAYLOAD_BYTES), answer.message)
        size = amp.MAX_PAYLOAD_BYTES - 9
        self.assertEqual(len(self.worker.call("large", size).value), size)
        self.assertEqual(self.worker.call("strlen", "x" * 4_000_000).value, 4_000_000)

    def test_progress_parts_and_metadata(self):
        metadata = amp.short(b"trace") + amp.short(b"42")
        answer = self.worker.call("talk", 2, metadata=metadata)
        self.assertEqual(answer.value, {"trace": "42"})
        self.assertEqual(answer.progress, [(1, 2, "step \\ud83d"), (2, 2, "step \\ud83d")])
        self.assertEqual(answer.parts, [[0], [1]])
        self.assertEqual(self.worker.call("bad_part").code, amp.NOT_SERIALIZABLE)

    def test_a_context_ends_with_its_call(self):
        self.worker.call("keep")
        self.assertIn("RuntimeError", self.worker.call("use_kept").message)

    def test_cancel(self):
        running = self.worker.start("wait_for_cancel")
        self.assertEqual(self.worker.frame()[0], amp.FRAME_PROGRESS)
        self.worker.send(amp.FRAME_CANCEL, running + 1000)  # of another call: means nothing here
        following = self.worker.start("echo", "next")
        self.worker.send(amp.FRAME_CANCEL, running)
        self.assertEqual(self.worker.finish(running).value, "cancelled")
        self.assertEqual(self.worker.finish(following).value, "next")
        self.worker.send(amp.FRAME_CANCEL, running)
        self.assertEqual(self.worker.call("echo", 1).value, 1)

    def test_frames_come_in_pieces_and_together(self):
        arguments = struct.pack(">I", 1) + amp.encode_value("text")
        calls = [amp.frame(amp.FRAME_CALL, 1000 + number, bytes(10), amp.short(b"echo"),
                           amp.short(b""), arguments) for number in range(3)]
        data = b"".join(calls)
        for size in (1, 12, len(calls[0]) + 1, len(data)):
            for begin in range(0, len(data), size):
                self.worker.send_bytes(data[begin:begin + size])
            for number in range(3):
                self.assertEqual(self.worker.finish(1000 + number).value, "text")

    def test_ping(self):
        self.worker.send(amp.FRAME_PING, 77)
        self.assertEqual(self.worker.frame(), (amp.FRAME_PONG, 77, b""))

    def test_children_do_not_answer(self):
        self.assertEqual(self.worker.call("fork").value, "of the parent")
        self.assertEqual(self.worker.call("fork_and_term").value, signal.SIGTERM)
        self.assertEqual(self.worker.call("fork_and_kill_at_once", 200).value, [signal.SIGTERM])
        self.assertEqual(self.worker.call("squares").value, [1, 4, 9])
        self.assertEqual(self.worker.call("echo", 1).value, 1)

    @unittest.skipUnless(os.path.isdir("/proc/self/fd"), "needs /proc")
    def test_children_do_not_get_the_link(self):
        descriptors = self.worker.call("inherited").value
        self.assertLessEqual(set(descriptors), {"0", "1", "2", "3"})


class Output(WorkerTest):
    def test_output_comes_before_the_result(self):
        worker = self.start()
        for text in ("plain", "é\ud83d", "\0\x1b[31m"):
            worker.call("say", text)
            expected = b"raw\n" + text.encode("utf-8", "backslashreplace")
            self.assertTrue(select.select([worker.process.stdout], [], [], 0)[0])
            self.assertEqual(os.read(worker.process.stdout.fileno(), 4096), expected)

    def test_closed_output_harms_nobody(self):
        worker = self.start()
        worker.call("close_output")
        self.assertEqual(worker.call("echo", 1).value, 1)


class End(WorkerTest):
    def assert_ended(self, worker, code):
        with self.assertRaises((EOFError, ConnectionError)):
            worker.frame()
        self.assertEqual(worker.wait(), code)

    def test_exit_in_a_procedure(self):
        worker = self.start()
        worker.start("leave", 7)
        self.assert_ended(worker, 7)
        self.assertIn("last words", worker.output())

    def test_crashes(self):
        for kind, code in (("segfault", -signal.SIGSEGV), ("abort", -signal.SIGABRT),
                           ("kill", -signal.SIGKILL), ("exit", 7)):
            worker = self.start()
            worker.start("crash", kind)
            self.assert_ended(worker, code)

    def test_goodbye(self):
        worker = self.start()
        worker.send(amp.FRAME_GOODBYE, 0, amp.long(b""))
        self.assert_ended(worker, 0)

    def test_malformed_frames(self):
        size = struct.pack(">I", amp.MAX_FRAME_BYTES + 1)
        for data in (size + bytes(9), struct.pack(">I", 8) + bytes(9), amp.frame(99, 0),
                     amp.frame(amp.FRAME_CALL, 1, b"\1"),
                     amp.frame(amp.FRAME_CALL, 1, bytes(10), amp.short(b""), amp.short(b""))):
            worker = self.start()
            worker.send_bytes(data)
            self.assert_ended(worker, 70)
            self.assertEqual(worker.output().count("\n"), 1)

    def test_hang_up_when_idle(self):
        worker = self.start()
        worker.hang_up()
        self.assertEqual(worker.wait(), -signal.SIGKILL)

    def test_hang_up_takes_running_call_and_children_along(self):
        worker = self.start()
        worker.start("hang")
        self.assertEqual(worker.frame()[0], amp.FRAME_PART)
        worker.hang_up()
        self.assertEqual(worker.wait(), -signal.SIGKILL)
        worker.output()  # ends only when the child is gone, too: it holds the pipe

    def test_sigterm_takes_children_along(self):
        worker = self.start()
        worker.start("hang")
        self.assertEqual(worker.frame()[0], amp.FRAME_PART)
        worker.process.terminate()
        self.assertEqual(worker.wait(), -signal.SIGKILL)
        worker.output()

    def test_sigterm_while_the_main_thread_is_stuck_in_c(self):
        worker = self.start()
        worker.start("hang_deaf")
        self.assertEqual(worker.frame()[0], amp.FRAME_PART)
        worker.process.terminate()
        self.assertEqual(worker.wait(), -signal.SIGKILL)

    def test_sigint_is_not_for_workers(self):
        worker = self.start()
        worker.process.send_signal(signal.SIGINT)
        self.assertEqual(worker.call("sleep", 0.05).value, 0.05)

    def test_load_failure(self):
        path = self.path + "x.py"
        with open(path, "w", encoding="utf-8") as file:
            file.write("x = 1\nraise OSError('no')\n")
        worker = Worker(path)
        self.addCleanup(worker.stop)
        self.assert_ended(worker, 3)
        self.assertEqual(worker.output(), f"{path}:2: OSError: no\n")


class Example(unittest.TestCase):
    def test_a_binary_worker_needs_no_codec(self):
        root = os.path.dirname(os.path.dirname(os.path.dirname(amp.__file__)))
        worker = Worker(program=os.path.join(root, "client", "examples", "binary_worker.py"))
        self.addCleanup(worker.stop)
        kind, _, body = worker.frame()
        self.assertEqual(kind, amp.FRAME_READY)
        self.assertIn(amp.short(b"raw"), body)
        started = worker.start("shout", metadata=amp.short(b"k") * 2, encoded=b"hello\0")
        kind, answered, body = worker.frame()
        self.assertEqual((kind, answered, body[20:]), (amp.FRAME_RESULT, started, b"HELLO\0"))
        worker.send(amp.FRAME_GOODBYE, 0, amp.long(b""))
        self.assertEqual(worker.wait(), 0)


if __name__ == "__main__":
    unittest.main()
