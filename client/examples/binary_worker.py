#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""A worker for amp-server --binary=./binary_worker.py. It says `raw`: it gets one QByteArray and gives
one, and needs no codec. Any language can do the same; resources/docs/protocol.md has the frames."""
import os
import socket
from struct import pack, unpack, unpack_from

CALL, CANCEL, RESULT, READY = 5, 6, 10, 12
link = socket.socket(fileno=int(os.environ["AMP_LINK"]))
stream = link.makefile("rb")


def send(kind, call_id, fields):
    link.sendall(pack(">IBQ", 9 + len(fields), kind, call_id) + fields)


send(READY, 0, pack(">4sH HH3s IH", b"AMP1", 1, 1, 3, b"raw", os.getpid(), 1) + pack(
    ">H5s I21s I16s B", 5, b"shout", 21, b"shout(bytes) -> bytes", 16, b"Capital letters.", 0))
while header := stream.read(13):  # nothing: the server is gone
    size, kind, call_id = unpack(">IBQ", header)
    fields = stream.read(size - 9)
    if kind == CALL:
        name_size, = unpack_from(">H", fields, 10)
        metadata_size, = unpack_from(">H", fields, 12 + name_size)
        argument = fields[14 + name_size + metadata_size:]
        send(RESULT, call_id, pack(">QQI", 0, 0, 0) + argument.upper())
    elif kind != CANCEL:  # Goodbye
        break
