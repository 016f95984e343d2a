#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""The least that Python can do for a call: read, decode, call, answer. No worker; what
python_calls.py compares the worker with.

It takes for granted what a worker checks: that a call is one read, is whole, knows a procedure and
has one argument, bytes.
"""

import os
import socket
import struct

CALL = struct.Struct(">IBQBBIIH")  # up to the length of the name
METADATA = struct.Struct(">H")
ARGUMENT = struct.Struct(">IIBI")  # their number; type, is-null and length of the first
RESULT = struct.Struct(">IBQQQIIBI")  # up to the length of the value
RESULT_TYPE, BYTES_TYPE = 10, 12


def echo(value):
    return value


PROCEDURES = {b"echo": echo}


def serve(link):
    while frame := link.recv(65536):
        _, _, call_id, _, _, _, _, name_size = CALL.unpack_from(frame)
        name_end = CALL.size + name_size
        metadata_size, = METADATA.unpack_from(frame, name_end)
        argument_at = name_end + METADATA.size + metadata_size
        _, _, _, size = ARGUMENT.unpack_from(frame, argument_at)
        begin = argument_at + ARGUMENT.size
        value = PROCEDURES[frame[CALL.size:name_end]](frame[begin:begin + size])
        link.sendall(RESULT.pack(RESULT.size - 4 + len(value), RESULT_TYPE, call_id, 0, 0, 0,
                                 BYTES_TYPE, 0, len(value)) + value)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(os.environ["AMP_LINK"])))
