"""Procedures with every kind of trouble, for the tests."""

import ctypes
import os
import subprocess
import sys
import time

from os import system  # not to be published

_calls = 0


def count():
    """How often this worker has been asked."""
    global _calls
    _calls += 1
    return _calls


def pid() -> int:
    return os.getpid()


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def divide(a: float, b: float) -> float:
    return a / b


def end(way: str):
    """Ends the process in the middle of a call."""
    print("about to end by " + way, file=sys.stderr)
    if way == "abort":
        os.abort()
    elif way == "exit 0":
        os._exit(0)
    elif way == "exit 7":
        os._exit(7)
    elif way == "sys.exit":
        sys.exit(3)
    elif way == "kill":
        os.kill(os.getpid(), 9)
    elif way == "segfault":
        ctypes.string_at(0)
    elif way == "overflow":
        sys.setrecursionlimit(10**9)
        # Through C each time, since calls within Python use no stack of C.
        deeper = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: deeper())
        deeper()
    time.sleep(60)


def with_child(marker: str, seconds: float) -> int:
    """Starts a child that outlives the call, unless somebody sees to it."""
    child = subprocess.Popen(["sleep", marker])
    time.sleep(seconds)
    return child.pid


def fork_and_end():
    """Dies while a child lives on that keeps open whatever this worker has open."""
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(1)


def say(text: str, times: int = 1):
    for _ in range(times):
        print(text)


def child_says(text: str):
    subprocess.run(["echo", text])


def say_bytes(data: bytes):
    os.write(1, data)


def pour(megabytes: int) -> int:
    block = b"x" * 65536
    for _ in range(megabytes * 16):
        os.write(1, block)
    return megabytes


def big(size: int) -> bytes:
    return bytes(size)


def unserializable():
    return {1, 2, 3}


class Tools:
    @staticmethod
    def shout(text: str) -> str:
        return text.upper()
