#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""A worker of its own making, for: amp-server --listen=127.0.0.1:1337 --binary=./binary_worker.py

It says `raw` in its Ready: it gets one QByteArray and gives one, and needs no codec. Any language
that can read a socket can do the same; resources/docs/protocol.md has the frames.
"""

import os
import socket
import struct

CALL, CANCEL, RESULT, READY = 5, 6, 10, 12


def short(data):
    return struct.pack(">H", len(data)) + data


def long(data):
    return struct.pack(">I", len(data)) + data


def send(link, kind, call_id, fields):
    link.sendall(struct.pack(">IBQ", 9 + len(fields), kind, call_id) + fields)


link = socket.socket(fileno=int(os.environ["AMP_LINK"]))
stream = link.makefile("rb")
capabilities = struct.pack(">H", 1) + short(b"raw")
shout = short(b"shout") + long(b"shout(bytes) -> bytes") + long(b"Capital letters.") + b"\0"
send(link, READY, 0, struct.pack(">4sH", b"AMP1", 1) + capabilities
     + struct.pack(">IH", os.getpid(), 1) + shout)

while header := stream.read(13):  # nothing: the server is gone
    size, kind, call_id = struct.unpack(">IBQ", header)
    fields = stream.read(size - 9)
    if kind == CALL:
        name_size, = struct.unpack_from(">H", fields, 10)
        metadata_size, = struct.unpack_from(">H", fields, 12 + name_size)
        argument = fields[14 + name_size + metadata_size:]
        send(link, RESULT, call_id, struct.pack(">QQI", 0, 0, 0) + argument.upper())
    elif kind != CANCEL:  # Goodbye
        break
