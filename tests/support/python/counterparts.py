"""The procedures of tests/support/plugins/good_plugin.cpp, in Python."""

import subprocess
import time

from amp_worker import CallContext

_calls = 0


def greet(name: str) -> str:
    return f"Hello, {name}!"


def countCalls() -> int:
    global _calls
    _calls += 1
    return _calls


def failWith(kind: str):
    raise RuntimeError("out of paper")


def unknown():
    return {1}


def tellAndWait(context: CallContext) -> str:
    context.report_progress(1, 2, "half")
    context.send_part([1, "one"])
    while not context.is_cancelled():
        time.sleep(0.0001)
    return "cancelled"


def traceId(context: CallContext) -> str:
    return context.metadata["trace"]


def startChild() -> int:
    return subprocess.Popen(["sleep", "1000"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid
