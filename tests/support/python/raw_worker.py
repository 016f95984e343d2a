"""A --binary worker with the raw capability, for the tests."""

import os
import socket
import struct
import subprocess
import time


def short(data):
    return struct.pack(">H", len(data)) + data


def send(kind, call_id, fields):
    link.sendall(struct.pack(">IBQ", 9 + len(fields), kind, call_id) + fields)


def nap_bytes(data):
    time.sleep(float(data))
    return data


def nap_with_child(data):
    subprocess.Popen(["sleep", "1000"])
    return nap_bytes(data)


procedures = {b"reverse": lambda data: data[::-1], b"nap_bytes": nap_bytes,
              b"nap_with_child": nap_with_child}
link = socket.socket(fileno=int(os.environ["AMP_LINK"]))
stream = link.makefile("rb")
infos = b"".join(short(name) + bytes(9) for name in procedures)
send(12, 0, struct.pack(">4sHH", b"AMP1", 1, 1) + short(b"raw")
     + struct.pack(">IH", os.getpid(), len(procedures)) + infos)
while header := stream.read(13):
    size, kind, call_id = struct.unpack(">IBQ", header)
    fields = stream.read(size - 9)
    if kind != 5:
        continue
    name_size, = struct.unpack_from(">H", fields, 10)
    name = fields[12:12 + name_size]
    metadata_size, = struct.unpack_from(">H", fields, 12 + name_size)
    argument = fields[14 + name_size + metadata_size:]
    send(10, call_id, bytes(20) + procedures[name](argument))
