#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT

"""Compares how many instructions the parts of a call's way take with instructions.txt.

    tests/bench/instructions.py PROGRAM [--update]

PROGRAM is bin/instructions of a release build. Times do not repeat on a busy machine, instructions
do, within a compiler and a Qt version: those that instructions.txt names. One that takes over 10 %
more fails; --update writes what was counted.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.txt")
STEPS = 1_000  # of each function
MARGIN = 0.10
SKIPPED = 77
PATIENCE = 300  # seconds, against hangs


def count(program):
    """Instructions of one step by name, of the last round."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        names = subprocess.run([program, "--list"], check=True, capture_output=True, text=True)
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                   *(f"--{what}=counted_{name}" for name in names.stdout.split()
                     for what in ("zero-before", "dump-after")), program]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        counts = {}
        for dump in sorted(glob.glob(out + ".*"), key=lambda path: int(path.rsplit(".", 1)[1])):
            with open(dump, encoding="utf-8") as file:
                text = file.read()
            name = re.search(r"^desc: Trigger: --dump-after=counted_(\w+)", text, re.MULTILINE)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)
            if name:
                counts[name[1]] = round(int(total[1]) / STEPS)
        return counts


def read_table():
    """The lines that say for what the counts are, and the counts."""
    with open(TABLE, encoding="utf-8") as file:
        lines = file.read().splitlines()
    counts = dict(line.split() for line in lines if line and not line.startswith("#"))
    return ([line for line in lines if line.startswith("#")],
            {name: int(number) for name, number in counts.items()})


def update(counts):
    comments, _ = read_table()
    width = max(map(len, counts))
    rows = [f"{name:<{width}} {number:>6}" for name, number in counts.items()]
    with open(TABLE, "w", encoding="utf-8") as file:
        file.write("\n".join(comments + rows) + "\n")


def compare(counts):
    """Prints a table; true when nothing takes more than it may."""
    _, known = read_table()
    again = "run tests/bench/instructions.py PROGRAM --update"
    good = True
    if counts.keys() != known.keys():
        print(f"The names are not those of instructions.txt: {again}.")
        good = False
    for name in filter(known.__contains__, counts):
        change = counts[name] / known[name] - 1
        print(f"{name}: {counts[name]} instructions, {change:+.1%}")
        if change > MARGIN:
            print(f"  That is more than the {known[name]} of instructions.txt and 10 %: find out "
                  f"why (callgrind_annotate), or {again} if that is meant.")
            good = False
        elif change < -MARGIN:
            print(f"  Well done. Please {again}, so that it stays so.")
    return good


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    if not shutil.which("valgrind"):
        print("Skipped: install valgrind, which counts the instructions.")
        sys.exit(SKIPPED)
    counts = count(arguments[0])
    if "--update" in sys.argv:
        update(counts)
    elif not compare(counts):
        sys.exit(1)


if __name__ == "__main__":
    main()
