# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""As much of the protocol as promises.py needs, on a plain socket."""

import os
import socket
import struct

HELLO, WELCOME, CALL, CANCEL, RESULT, PING, PONG = 1, 3, 5, 6, 10, 13, 14
DOUBLE, BYTES = 6, 12  # types of values
PATIENCE = 60  # seconds, against hangs
HEADER = struct.Struct(">IBQ")


def frame(kind, number, body=b""):
    return HEADER.pack(9 + len(body), kind, number) + body


def call_body(procedure, argument):
    """Everything behind the header of a call with one encoded argument."""
    name = procedure.encode()
    return (struct.pack(">BBIIH", 1, 0, 0, 0, len(name)) + name + struct.pack(">H", 0) +
            struct.pack(">I", 1) + argument)


def sleep_body(seconds):
    return call_body("sleep", struct.pack(">IBd", DOUBLE, 0, seconds))


def echo_body(payload):
    return call_body("echo", struct.pack(">IBI", BYTES, 0, len(payload)) + payload)


def timing_of(body):
    """Of a result: seconds that it ran, seconds that it waited, its worker."""
    ran, waited, worker = struct.unpack_from(">QQI", body)
    return ran / 1e6, waited / 1e6, worker


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()
        self.send(frame(HELLO, 0, struct.pack(">IHHH", 0x414D5031, 1, 0, 8) + b"promises" +
                        struct.pack(">I", os.getpid())))
        assert self.receive()[0] == WELCOME

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        """The next frame: type, number and body."""
        while len(self._received) < 4 or len(self._received) < 4 + self._size():
            data = self.socket.recv(1 << 18)
            if not data:
                raise ConnectionError("the server has closed the connection")
            self._received += data
        _, kind, number = HEADER.unpack_from(self._received)
        body = bytes(self._received[HEADER.size:4 + self._size()])
        del self._received[:4 + self._size()]
        return kind, number, body

    def _size(self):
        return int.from_bytes(self._received[:4], "big")

    def wait_for_pong(self):
        """The server has taken everything that was sent. Returns how often it answered to that."""
        self.send(frame(PING, 1))
        answers = 0
        while self.receive()[0] != PONG:
            answers += 1
        return answers
