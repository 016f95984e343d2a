# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""The Python worker of AMP: publishes the functions of Python files as procedures.

amp-server starts it with --include=FILE.py; see resources/docs/procedures-python.md. A procedure
that takes a CallContext or sends a type that Python lacks imports it from here:

    from amp_worker import CallContext, Url

The sections: limits and codes, value types, encoding, decoding, the link, the call context,
signatures, built-ins, loading files, running calls, staying no orphan, the program.
"""

from __future__ import annotations

import argparse
import codecs
import contextlib
import datetime
import difflib
import faulthandler
import gc
import hashlib
import importlib.util
import inspect
import json
import os
import re
import reprlib
import resource
import select
import signal
import socket
import struct
import sys
import threading
import time
import traceback
import types
import typing
import uuid
import zoneinfo

# ---- Limits and codes of the protocol ----------------------------------------------------------

MAX_FRAME_BYTES = 16 * 1024 * 1024
MAX_PAYLOAD_BYTES = MAX_FRAME_BYTES - 4096
MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_NAME_BYTES = 255
MAX_METADATA_BYTES = 1024
MAX_MESSAGE_BYTES = 4096
MAX_TEXT_BYTES = 16 * 1024

MAGIC = 0x414D5031  # "AMP1"
VERSION = 1

FRAME_CALL, FRAME_CANCEL, FRAME_PROGRESS, FRAME_PART = 5, 6, 8, 9
FRAME_RESULT, FRAME_ERROR, FRAME_READY = 10, 11, 12
FRAME_PING, FRAME_PONG, FRAME_GOODBYE = 13, 14, 15

NO_SUCH_PROCEDURE = 1
BAD_ARGUMENTS = 2
NOT_SERIALIZABLE = 3
PROCEDURE_FAILED = 4
TOO_LARGE = 10
PROTOCOL_ERROR = 16

NOT_STARTED, STARTED = 1, 2

EXIT_USAGE, EXIT_LOAD, EXIT_PROTOCOL = 2, 3, 70


class CallFailure(Exception):
    """Ends a call with a code of the protocol instead of a value."""

    def __init__(self, code: int, message: str, details: typing.Optional[dict] = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or {}


class LinkError(Exception):
    """The server broke the protocol; nothing that follows can be trusted."""


def bounded(text: str, max_bytes: int, keep_end: bool = False) -> str:
    """Text that certainly is UTF-8, with its end or its beginning cut off where it is too long."""
    data = text.encode("utf-8", "backslashreplace")
    cut = data[-max_bytes:] if keep_end else data[:max_bytes]
    return cut.decode("utf-8", "ignore")


# ---- Value types -------------------------------------------------------------------------------
#
# Subclasses of ordinary types: a procedure need not know them, and a value that only passes through
# keeps the exact type that it had in C++.


class UInt(int):
    """A uint."""


class LongLong(int):
    """A qlonglong that would fit an int, too."""


class ULongLong(int):
    """A qulonglong that would fit a qlonglong, too."""


class Float(float):
    """A float of 32 bits."""


class Char(str):
    """A QChar: one UTF-16 unit."""


class Url(str):
    """A QUrl, percent-encoded."""


class NullString(str):
    """A null QString, which C++ tells from an empty one."""


class NullBytes(bytes):
    """A null QByteArray, which C++ tells from an empty one."""


class StringList(list):
    """A QStringList."""


class ByteArrayList(list):
    """A QByteArrayList."""


class Hash(dict):
    """A QVariantHash."""


class Foreign:
    """A value that Python has no form for, kept as its bytes so that it can be passed on.

    Such are null values of a type, invalid dates and times, dates outside the years 1 to 9999,
    time zones unknown here, and types registered with Amp::registerType. It is true when valid.
    """

    __slots__ = ("encoded", "valid")

    def __init__(self, encoded: bytes, valid: bool):
        self.encoded = encoded
        self.valid = valid

    def __bool__(self) -> bool:
        return self.valid

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Foreign) and self.encoded == other.encoded

    def __hash__(self) -> int:
        return hash(self.encoded)

    def __repr__(self) -> str:
        return f"<Foreign {self.encoded[:32].hex()}>"


TYPE_NULL, TYPE_BOOL, TYPE_INT, TYPE_UINT, TYPE_LONGLONG, TYPE_ULONGLONG = 0, 1, 2, 3, 4, 5
TYPE_DOUBLE, TYPE_CHAR, TYPE_MAP, TYPE_LIST, TYPE_STRING, TYPE_STRINGLIST = 6, 7, 8, 9, 10, 11
TYPE_BYTES, TYPE_DATE, TYPE_TIME, TYPE_DATETIME, TYPE_URL = 12, 14, 15, 16, 17
TYPE_HASH, TYPE_UUID, TYPE_FLOAT, TYPE_BYTESLIST, TYPE_REGISTERED = 28, 30, 38, 49, 65536

U8, U16, U32 = struct.Struct(">B"), struct.Struct(">H"), struct.Struct(">I")
I32, I64, U64, F64 = struct.Struct(">i"), struct.Struct(">q"), struct.Struct(">Q"), struct.Struct(">d")
VALUE = struct.Struct(">IB")

NULL_LENGTH = 0xFFFFFFFF
INVALID_JULIAN_DAY = -(2 ** 63)
INVALID_TIME = 0xFFFFFFFF
JULIAN_DAY_OF_ORDINAL_0 = 1721425
MILLISECONDS_OF_DAY = 24 * 60 * 60 * 1000

SPEC_LOCAL, SPEC_UTC, SPEC_OFFSET, SPEC_ZONE = 0, 1, 2, 3

# ---- Encoding ----------------------------------------------------------------------------------


class Unencodable(Exception):
    """A value inside of a result cannot travel; containers on the way out add where it is."""

    def __init__(self, reason: str, code: int = NOT_SERIALIZABLE):
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.path = ""


class Room:
    """How much deeper and longer a value may become."""

    __slots__ = ("depth", "nodes")

    def __init__(self) -> None:
        self.depth = MAX_DEPTH
        self.nodes = MAX_NODES

    def enter(self, count: int) -> None:
        self.nodes -= count
        if self.nodes < 0:
            raise Unencodable(f"has more than {MAX_NODES} values", TOO_LARGE)
        if self.depth == 0:
            raise Unencodable(f"is nested more than {MAX_DEPTH} deep")
        self.depth -= 1

    def leave(self) -> None:
        self.depth += 1


def packer(type_id: int, code: str) -> typing.Callable[..., bytes]:
    """Packs a whole value of one field: type, is-null, data."""
    pack = struct.Struct(">IB" + code).pack
    return lambda value: pack(type_id, 0, value)


ENCODED_NULL = VALUE.pack(TYPE_NULL, 1)
ENCODED_TRUE = VALUE.pack(TYPE_BOOL, 0) + b"\1"
ENCODED_FALSE = VALUE.pack(TYPE_BOOL, 0) + b"\0"

encode_int32 = packer(TYPE_INT, "i")
encode_uint = packer(TYPE_UINT, "I")
encode_longlong = packer(TYPE_LONGLONG, "q")
encode_ulonglong = packer(TYPE_ULONGLONG, "Q")
encode_float = packer(TYPE_FLOAT, "d")
encode_double = packer(TYPE_DOUBLE, "d")


def encode_int(value: int) -> bytes:
    if -0x80000000 <= value <= 0x7FFFFFFF:
        return encode_int32(value)
    if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
        return encode_longlong(value)
    if 0 <= value <= 0xFFFFFFFFFFFFFFFF:
        return encode_ulonglong(value)
    raise Unencodable("of type int needs more than 64 bits and cannot travel")


def string_data(value: str) -> bytes:
    if type(value) is NullString:
        return b"\xff\xff\xff\xff"
    data = value.encode("utf-16-be", "surrogatepass")
    return U32.pack(len(data)) + data


def bytes_data(value: bytes) -> bytes:
    if type(value) is NullBytes:
        return b"\xff\xff\xff\xff"
    return U32.pack(len(value)) + value


def encode_string(value: str) -> bytes:
    data = value.encode("utf-16-be", "surrogatepass")
    return b"\0\0\0\x0a\0" + U32.pack(len(data)) + data


def encode_bytes(value: bytes) -> bytes:
    return b"\0\0\0\x0c\0" + U32.pack(len(value)) + value


def encode_char(value: str) -> bytes:
    data = value.encode("utf-16-be", "surrogatepass")
    if len(data) != 2:
        raise Unencodable("of type Char must be one UTF-16 unit")
    return VALUE.pack(TYPE_CHAR, 0) + data


def encode_url(value: str) -> bytes:
    data = value.encode("utf-8", "surrogateescape")
    return VALUE.pack(TYPE_URL, 0) + (bytes_data(data) if data else b"\xff\xff\xff\xff")


def encode_date(value: datetime.date) -> bytes:
    return VALUE.pack(TYPE_DATE, 0) + I64.pack(value.toordinal() + JULIAN_DAY_OF_ORDINAL_0)


def milliseconds(value: typing.Union[datetime.time, datetime.datetime]) -> int:
    """Since midnight on the clock; QTime has no microseconds."""
    minutes = value.hour * 60 + value.minute
    return (minutes * 60 + value.second) * 1000 + value.microsecond // 1000


def encode_time(value: datetime.time) -> bytes:
    if value.tzinfo is not None:
        raise Unencodable("of type time cannot travel with a time zone")
    return VALUE.pack(TYPE_TIME, 0) + U32.pack(milliseconds(value))


def encode_datetime(value: datetime.datetime) -> bytes:
    day = value.toordinal() + JULIAN_DAY_OF_ORDINAL_0
    clock = VALUE.pack(TYPE_DATETIME, 0) + I64.pack(day) + U32.pack(milliseconds(value))
    zone = getattr(value.tzinfo, "key", None)
    if zone is not None:
        return clock + U8.pack(SPEC_ZONE) + string_data(zone)
    offset = value.utcoffset() if value.tzinfo is not None else value.astimezone().utcoffset()
    seconds = int(offset.total_seconds())
    if seconds == 0 and value.tzinfo is not None:
        return clock + U8.pack(SPEC_UTC)
    return clock + U8.pack(SPEC_OFFSET) + I32.pack(seconds)


def encode_list(parts: list, value: typing.Sequence, room: Room) -> None:
    parts.append(VALUE.pack(TYPE_LIST, 0) + U32.pack(len(value)))
    room.enter(len(value))
    index = 0
    try:
        for index, item in enumerate(value):
            encode_into(parts, item, room)
    except Unencodable as problem:
        problem.path = f"[{index}]{problem.path}"
        raise
    room.leave()


def encode_entries(type_id: int, parts: list, value: dict, room: Room) -> None:
    parts.append(VALUE.pack(type_id, 0) + U32.pack(len(value)))
    room.enter(len(value))
    key: typing.Any = ""
    try:
        for key, item in value.items():
            if not isinstance(key, str):
                raise Unencodable(f"has a key of type {type(key).__name__}; keys must be str")
            parts.append(string_data(key))
            encode_into(parts, item, room)
    except Unencodable as problem:
        problem.path = f"[{reprlib.repr(key)}]{problem.path}"
        raise
    room.leave()


def encode_map(parts: list, value: dict, room: Room) -> None:
    encode_entries(TYPE_MAP, parts, value, room)


def encode_hash(parts: list, value: dict, room: Room) -> None:
    encode_entries(TYPE_HASH, parts, value, room)


def encode_string_list(parts: list, value: list, room: Room) -> None:
    encode_items(TYPE_STRINGLIST, str, string_data, parts, value, room)


def encode_bytes_list(parts: list, value: list, room: Room) -> None:
    encode_items(TYPE_BYTESLIST, bytes, bytes_data, parts, value, room)


def encode_items(type_id: int, item_type: type, data: typing.Callable, parts: list, value: list,
                 room: Room) -> None:
    for index, item in enumerate(value):
        if not isinstance(item, item_type):
            problem = Unencodable(f"of type {type(item).__name__} must be {item_type.__name__}")
            problem.path = f"[{index}]"
            raise problem
    room.enter(len(value))
    parts.append(VALUE.pack(type_id, 0) + U32.pack(len(value)))
    parts.extend(map(data, value))
    room.leave()


SCALARS: typing.Dict[type, typing.Callable[[typing.Any], bytes]] = {
    type(None): lambda value: ENCODED_NULL,
    bool: lambda value: ENCODED_TRUE if value else ENCODED_FALSE,
    int: encode_int,
    UInt: encode_uint,
    LongLong: encode_longlong,
    ULongLong: encode_ulonglong,
    float: encode_double,
    Float: encode_float,
    str: encode_string,
    NullString: lambda value: b"\0\0\0\x0a\0\xff\xff\xff\xff",
    Char: encode_char,
    Url: encode_url,
    bytes: encode_bytes,
    bytearray: encode_bytes,
    memoryview: lambda value: encode_bytes(bytes(value)),
    NullBytes: lambda value: b"\0\0\0\x0c\0\xff\xff\xff\xff",
    datetime.date: encode_date,
    datetime.time: encode_time,
    datetime.datetime: encode_datetime,
    uuid.UUID: lambda value: VALUE.pack(TYPE_UUID, 0) + value.bytes,
    Foreign: lambda value: value.encoded,
}

CONTAINERS: typing.Dict[type, typing.Callable[[list, typing.Any, Room], None]] = {
    list: encode_list,
    tuple: encode_list,
    dict: encode_map,
    Hash: encode_hash,
    StringList: encode_string_list,
    ByteArrayList: encode_bytes_list,
}


def traveling_base(kind: type) -> typing.Optional[type]:
    """The type as which an instance of a subclass travels, such as int for an IntEnum."""
    return next((base for base in kind.__mro__ if base in SCALARS or base in CONTAINERS), None)


def encode_into(parts: list, value: typing.Any, room: Room) -> None:
    """Appends the encoded value to parts."""
    kind: typing.Optional[type] = type(value)
    if kind not in SCALARS and kind not in CONTAINERS:
        kind = traveling_base(kind)
        if kind is None:
            raise Unencodable(f"of type {type(value).__name__} cannot travel")
    try:
        if kind in SCALARS:
            parts.append(SCALARS[kind](value))
        else:
            CONTAINERS[kind](parts, value, room)
    except struct.error:
        raise Unencodable(f"of type {type(value).__name__} is out of its range") from None


def encode_value(value: typing.Any, what: str = "result") -> bytes:
    """The bytes of one value; what names it in the sentence when it cannot travel."""
    parts: typing.List[bytes] = []
    room = Room()
    try:
        room.nodes -= 1
        encode_into(parts, value, room)
    except Unencodable as problem:
        raise CallFailure(problem.code, f"{what}{problem.path} {problem.reason}.",
                          {"path": problem.path}) from None
    data = parts[0] if len(parts) == 1 else b"".join(parts)
    if len(data) > MAX_PAYLOAD_BYTES:
        raise CallFailure(TOO_LARGE, f"The {what} has {len(data)} bytes; at most "
                                     f"{MAX_PAYLOAD_BYTES} bytes can travel.",
                          {"bytes": len(data), "maxBytes": MAX_PAYLOAD_BYTES})
    return data


# ---- Decoding ----------------------------------------------------------------------------------


class MalformedValue(Exception):
    """Bytes of a peer that are no value; the sentence tells where."""


class Reader:
    """Reads values from bytes of a peer. Every count is checked before anything is made of it."""

    __slots__ = ("data", "at", "depth", "nodes")

    def __init__(self, data: bytes, at: int = 0):
        self.data = data
        self.at = at
        self.depth = MAX_DEPTH
        self.nodes = MAX_NODES

    def fail(self, reason: str) -> typing.NoReturn:
        raise MalformedValue(f"{reason} at byte {self.at}")

    def unpack(self, field: struct.Struct) -> typing.Any:
        value, = field.unpack_from(self.data, self.at)
        self.at += field.size
        return value

    def take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            self.fail(f"{size} bytes are announced, {len(self.data) - self.at} are there")
        taken = self.data[self.at:end]
        self.at = end
        return taken

    def count(self, smallest: int) -> int:
        """The number of elements that follow, each of at least the smallest size in bytes."""
        count = self.unpack(U32)
        if count * smallest > len(self.data) - self.at:
            self.fail(f"{count} elements are announced, the bytes for them are missing")
        self.nodes -= count
        if self.nodes < 0:
            self.fail(f"there are more than {MAX_NODES} values")
        return count

    def enter(self) -> None:
        if self.depth == 0:
            self.fail(f"values are nested more than {MAX_DEPTH} deep")
        self.depth -= 1

    def value(self) -> typing.Any:
        start = self.at
        type_id, is_null = VALUE.unpack_from(self.data, start)
        self.at = start + VALUE.size
        read = READERS.get(type_id)
        if read is None:
            self.fail(f"type {type_id} does not travel")
        if is_null:
            return self.null_value(start, type_id, is_null, read)
        value = read(self)
        return value if value is not UNREPRESENTABLE else self.foreign(start, True)

    def null_value(self, start: int, type_id: int, is_null: int,
                   read: typing.Callable) -> typing.Any:
        if is_null != 1:
            self.fail(f"{is_null} is no boolean")
        if type_id == TYPE_NULL:
            return None
        read(self)
        return self.foreign(start, False)

    def foreign(self, start: int, valid: bool) -> Foreign:
        return Foreign(bytes(self.data[start:self.at]), valid)

    def string(self) -> str:
        size = self.unpack(U32)
        if size == NULL_LENGTH:
            return NullString()
        if size % 2:
            self.fail(f"a text of {size} bytes is not UTF-16")
        return self.take(size).decode("utf-16-be", "surrogatepass")

    def byte_array(self) -> bytes:
        size = self.unpack(U32)
        return NullBytes() if size == NULL_LENGTH else self.take(size)


UNREPRESENTABLE = object()  # what a reader returns for a value that becomes a Foreign


def read_null(reader: Reader) -> typing.NoReturn:
    reader.fail("a null value is not marked as null")


def read_bool(reader: Reader) -> bool:
    value = reader.unpack(U8)
    if value > 1:
        reader.fail(f"{value} is no boolean")
    return value == 1


def read_longlong(reader: Reader) -> int:
    value = reader.unpack(I64)
    return LongLong(value) if -0x80000000 <= value <= 0x7FFFFFFF else value


def read_ulonglong(reader: Reader) -> int:
    value = reader.unpack(U64)
    return ULongLong(value) if value <= 0x7FFFFFFFFFFFFFFF else value


def read_char(reader: Reader) -> Char:
    return Char(chr(reader.unpack(U16)))


def read_url(reader: Reader) -> Url:
    return Url(reader.byte_array().decode("utf-8", "surrogateescape"))


def date_of(julian_day: int) -> typing.Optional[datetime.date]:
    ordinal = julian_day - JULIAN_DAY_OF_ORDINAL_0
    in_range = 1 <= ordinal <= datetime.date.max.toordinal()
    return datetime.date.fromordinal(ordinal) if in_range else None


def time_of(count: int) -> typing.Optional[datetime.time]:
    if count >= MILLISECONDS_OF_DAY:
        return None
    seconds, rest = divmod(count, 1000)
    minutes, second = divmod(seconds, 60)
    return datetime.time(minutes // 60, minutes % 60, second, rest * 1000)


def read_date(reader: Reader) -> typing.Any:
    date = date_of(reader.unpack(I64))
    return UNREPRESENTABLE if date is None else date


def read_time(reader: Reader) -> typing.Any:
    clock = time_of(reader.unpack(U32))
    return UNREPRESENTABLE if clock is None else clock


def read_datetime(reader: Reader) -> typing.Any:
    date = date_of(reader.unpack(I64))
    clock = time_of(reader.unpack(U32))
    zone = read_zone(reader)
    if date is None or clock is None or zone is None:
        return UNREPRESENTABLE
    return datetime.datetime.combine(date, clock, zone)


def read_zone(reader: Reader) -> typing.Optional[datetime.tzinfo]:
    spec = reader.unpack(U8)
    if spec == SPEC_UTC:
        return datetime.timezone.utc
    if spec == SPEC_OFFSET:
        seconds = reader.unpack(I32)
        in_range = abs(seconds) < 24 * 60 * 60
        return datetime.timezone(datetime.timedelta(seconds=seconds)) if in_range else None
    if spec == SPEC_ZONE:
        return zone_of(reader.string())
    return reader.fail(f"{spec} is no kind of time")


ZONE_ID = re.compile(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*")


def zone_of(name: str) -> typing.Optional[datetime.tzinfo]:
    """The zone of the database; the id is checked since it becomes part of a path."""
    if not ZONE_ID.fullmatch(name):
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def read_list(reader: Reader) -> list:
    reader.enter()
    value = reader.value
    items = [value() for _ in range(reader.count(VALUE.size))]
    reader.depth += 1
    return items


def read_entries(reader: Reader, entries: dict) -> dict:
    reader.enter()
    for _ in range(reader.count(U32.size + VALUE.size)):
        key = reader.string()
        entries[key] = reader.value()
    reader.depth += 1
    return entries


def read_registered(reader: Reader) -> object:
    reader.take(reader.unpack(U32))
    reader.take(reader.unpack(U32))
    return UNREPRESENTABLE


READERS: typing.Dict[int, typing.Callable[[Reader], typing.Any]] = {
    TYPE_NULL: read_null,
    TYPE_BOOL: read_bool,
    TYPE_INT: lambda reader: reader.unpack(I32),
    TYPE_UINT: lambda reader: UInt(reader.unpack(U32)),
    TYPE_LONGLONG: read_longlong,
    TYPE_ULONGLONG: read_ulonglong,
    TYPE_DOUBLE: lambda reader: reader.unpack(F64),
    TYPE_FLOAT: lambda reader: Float(reader.unpack(F64)),
    TYPE_CHAR: read_char,
    TYPE_STRING: Reader.string,
    TYPE_BYTES: Reader.byte_array,
    TYPE_DATE: read_date,
    TYPE_TIME: read_time,
    TYPE_DATETIME: read_datetime,
    TYPE_URL: read_url,
    TYPE_UUID: lambda reader: uuid.UUID(bytes=reader.take(16)),
    TYPE_LIST: read_list,
    TYPE_MAP: lambda reader: read_entries(reader, {}),
    TYPE_HASH: lambda reader: read_entries(reader, Hash()),
    TYPE_STRINGLIST: lambda reader: StringList(
        [reader.string() for _ in range(reader.count(U32.size))]),
    TYPE_BYTESLIST: lambda reader: ByteArrayList(
        [reader.byte_array() for _ in range(reader.count(U32.size))]),
    TYPE_REGISTERED: read_registered,
}


def decode_whole(reader: Reader, read: typing.Callable[[], typing.Any]) -> typing.Any:
    """Reads what must end exactly with the bytes."""
    try:
        value = read()
    except struct.error:
        reader.fail("a value is not whole")
    if reader.at != len(reader.data):
        reader.fail(f"{len(reader.data) - reader.at} bytes are left over")
    return value


def decode_value(data: bytes) -> typing.Any:
    """The value that the bytes hold; raises MalformedValue."""
    reader = Reader(data)
    reader.nodes -= 1
    return decode_whole(reader, reader.value)


def decode_arguments(data: bytes, at: int = 0) -> list:
    """The argument list that the bytes hold from an offset on; raises MalformedValue."""
    reader = Reader(data, at)
    value = reader.value
    return decode_whole(reader, lambda: [value() for _ in range(reader.count(VALUE.size))])


# ---- The link ----------------------------------------------------------------------------------

FRAME = struct.Struct(">IBQ")  # size of what follows, type, id
FRAME_SIZE_BYTES = 4
FRAME_MIN = FRAME.size - FRAME_SIZE_BYTES
READ_BYTES = 256 * 1024


class Frame(typing.NamedTuple):
    """One frame as it was read; body is the offset of its fields."""

    kind: int
    id: int
    data: bytes
    body: int


def frame(kind: int, call_id: int, *fields: bytes) -> bytes:
    """The bytes of a frame."""
    body = b"".join(fields)
    return FRAME.pack(FRAME_MIN + len(body), kind, call_id) + body


def short(data: bytes) -> bytes:
    return U16.pack(len(data)) + data


def long(data: bytes) -> bytes:
    return U32.pack(len(data)) + data


class Link:
    """Frames to and from the server, on the descriptor that it left open."""

    def __init__(self, descriptor: int):
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(True)
        self._socket.set_inheritable(False)
        self._received = bytearray()
        self._waiting: typing.List[Frame] = []

    def fileno(self) -> int:
        return self._socket.fileno()

    def next_frame(self) -> Frame:
        """Waits for a frame. The process ends here when the server is gone."""
        if self._waiting:
            return self._waiting.pop(0)
        while True:
            received = self._take_frame()
            if received is not None:
                return received
            self._receive(0)

    def poll_cancel(self, call_id: int) -> bool:
        """Whether the server has sent Cancel for the call. Never waits."""
        self._receive(socket.MSG_DONTWAIT)
        cancelled = False
        while True:
            received = self._take_frame()
            if received is None:
                return cancelled
            if received.kind == FRAME_CANCEL:
                cancelled = cancelled or received.id == call_id
            else:
                self._waiting.append(received)

    def send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError:
            end_with_group()

    def close(self) -> None:
        self._socket.close()

    def _receive(self, flags: int) -> None:
        try:
            data = self._socket.recv(READ_BYTES, flags)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            end_with_group()
        self._received += data

    def _take_frame(self) -> typing.Optional[Frame]:
        received = self._received
        if len(received) < FRAME.size:
            return None
        size, kind, call_id = FRAME.unpack_from(received)
        if not FRAME_MIN <= size <= MAX_FRAME_BYTES:
            raise LinkError(f"a frame of {size} bytes is outside the bounds of the protocol")
        end = FRAME_SIZE_BYTES + size
        if len(received) < end:
            return None
        data = bytes(received) if len(received) == end else bytes(memoryview(received)[:end])
        del received[:end]
        return Frame(kind, call_id, data, FRAME.size)


CALL = struct.Struct(">BBIIH")  # priority, flags, longest run time, deadline, length of the name


class Call(typing.NamedTuple):
    """The fields of a Call message that a worker needs; arguments is the offset of their bytes."""

    id: int
    procedure: bytes
    metadata: bytes
    data: bytes
    arguments: int


def parse_call(received: Frame) -> Call:
    data = received.data
    try:
        priority, _, _, _, name_size = CALL.unpack_from(data, received.body)
        name_at = received.body + CALL.size
        metadata_size, = U16.unpack_from(data, name_at + name_size)
    except struct.error:
        raise LinkError("a Call message is not whole") from None
    metadata_at = name_at + name_size + U16.size
    arguments = metadata_at + metadata_size
    if (priority > 2 or not 0 < name_size <= MAX_NAME_BYTES
            or metadata_size > MAX_METADATA_BYTES or arguments > len(data)):
        raise LinkError("a Call message does not have the fields of the protocol")
    name = data[name_at:name_at + name_size]
    return Call(received.id, name, data[metadata_at:arguments], data, arguments)


RESULT = struct.Struct(">IBQQQI")  # the frame's header; microseconds it ran, waited; pid


def result_frame(call_id: int, ran_microseconds: int, value: bytes) -> bytes:
    size = RESULT.size - FRAME_SIZE_BYTES + len(value)
    return RESULT.pack(size, FRAME_RESULT, call_id, ran_microseconds, 0, 0) + value


def error_frame(call_id: int, ran_microseconds: int, execution: int, failure: CallFailure) -> bytes:
    message = bounded(failure.message, MAX_MESSAGE_BYTES).encode()
    details = encode_value(failure.details) if failure.details else b""
    return frame(FRAME_ERROR, call_id, struct.pack(">QQIHBB", ran_microseconds, 0, 0, failure.code,
                                                   execution, 1), long(message), details)


# ---- The call context --------------------------------------------------------------------------


class CallContext:
    """What a running procedure knows of its call.

    A procedure gets it when its first parameter is annotated with this class; callers do not see
    that parameter. It is used from the thread that runs the procedure, until that returns.
    """

    _POLL_NANOSECONDS = 1_000_000

    def __init__(self, link: Link, call: Call):
        self._link: typing.Optional[Link] = link
        self._call = call
        self._thread = threading.get_ident()
        self._cancelled = False
        self._polled = 0

    def is_cancelled(self) -> bool:
        """Whether nobody waits for the result any more. Cheap; may be a millisecond old."""
        now = time.perf_counter_ns()
        if not self._cancelled and now - self._polled >= self._POLL_NANOSECONDS:
            self._polled = now
            self._cancelled = self._open_link().poll_cancel(self._call.id)
        return self._cancelled

    def report_progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Tells the caller how far the call has come; a total of 0 means that it is not known."""
        fields = struct.pack(">QQ", done, total)
        sentence = bounded(text, MAX_MESSAGE_BYTES).encode()
        self._open_link().send(frame(FRAME_PROGRESS, self._call.id, fields, long(sentence)))

    def send_part(self, value: typing.Any) -> None:
        """Sends a part of the result at once. One that cannot travel ends the call."""
        link = self._open_link()
        link.send(frame(FRAME_PART, self._call.id, encode_value(value, "part")))

    @property
    def metadata(self) -> typing.Dict[str, str]:
        """The key-value pairs that the caller gave the call; usually none."""
        texts = []
        data, at = self._call.metadata, 0
        while at + U16.size <= len(data):
            size, = U16.unpack_from(data, at)
            at += U16.size + size
            texts.append(data[at - size:at].decode("utf-8", "replace"))
        return dict(zip(texts[::2], texts[1::2]))

    def _open_link(self) -> Link:
        if self._link is None or self._thread != threading.get_ident():
            raise RuntimeError("A call context is used by the thread of its call, until that ends.")
        return self._link

    def _close(self) -> None:
        self._link = None


# ---- Signatures --------------------------------------------------------------------------------

NoneType = type(None)
CHECKED_TYPES = (bool, int, float, str, bytes, list, dict, datetime.date, datetime.time,
                 datetime.datetime, uuid.UUID, NoneType)


def type_name(kind: type) -> str:
    return "None" if kind is NoneType else kind.__name__


def checked_types(annotation: typing.Any) -> typing.Tuple[type, ...]:
    """The types that an annotation allows; none for those that are not checked."""
    if annotation is None:
        return (NoneType,)
    if annotation in CHECKED_TYPES:
        return (annotation,)
    origin = typing.get_origin(annotation)
    if origin is typing.Union or origin is getattr(types, "UnionType", typing.Union):
        members = [checked_types(member) for member in typing.get_args(annotation)]
        return sum(members, ()) if all(members) else ()
    return (origin,) if origin in (list, dict) else ()


def evaluated(annotation: typing.Any, function: typing.Callable) -> typing.Any:
    """Annotations are text under `from __future__ import annotations`."""
    if not isinstance(annotation, str):
        return annotation
    names = getattr(inspect.unwrap(function), "__globals__", {})
    try:
        return eval(annotation, names)  # text of the included file, which runs here anyway
    except Exception:  # an annotation may be anything, and one that fails checks nothing
        return CallContext if annotation.endswith("CallContext") else inspect.Parameter.empty


def ordinary_type(kind: type) -> type:
    """The type as which a value counts for annotations: int for UInt, but bool for bool."""
    return next((base for base in kind.__mro__ if base in CHECKED_TYPES), kind)


class Parameter:
    """One parameter as callers see it."""

    __slots__ = ("name", "types", "spelling", "optional")

    def __init__(self, parameter: inspect.Parameter, annotation: typing.Any):
        self.name = parameter.name
        self.types = checked_types(annotation)
        self.spelling = type_name(self.types[0]) if len(self.types) == 1 else "any"
        self.optional = parameter.default is not inspect.Parameter.empty
        if self.types and parameter.default is None:
            self.types += (NoneType,)

    def accept(self, value: typing.Any) -> typing.Any:
        """The value as the procedure gets it; raises TypeError when it does not fit."""
        if not self.types:
            return value
        kind = ordinary_type(type(value))
        if kind in self.types:
            return value
        if kind is int and float in self.types and float(value) == value:
            return float(value)
        raise TypeError(self.name)

    def expected(self) -> str:
        return " or ".join(map(type_name, self.types))


class Procedure:
    """A function that can be called by name, with what is known of its parameters."""

    def __init__(self, name: str, function: typing.Callable, built_in: bool = False):
        self.name = name
        self.function = function
        self.built_in = built_in
        self.documentation = bounded(inspect.getdoc(function) or "", MAX_TEXT_BYTES)
        self.takes_context = False
        self.parameters: typing.List[Parameter] = []
        self.rest: typing.Optional[Parameter] = None
        self.unreachable = ""
        self.result = "any"
        self._inspect()
        self._minimum = sum(not parameter.optional for parameter in self.parameters)
        self._maximum = sys.maxsize if self.rest else len(self.parameters)
        everything = self.parameters + [self.rest] * (self.rest is not None)
        self._checks = any(parameter.types for parameter in everything)
        self.signature = self._signature_text()

    def bind(self, arguments: list) -> list:
        """The arguments as the function takes them; raises CallFailure(BAD_ARGUMENTS)."""
        if not self._minimum <= len(arguments) <= self._maximum or self.unreachable:
            raise self._wrong_count(len(arguments))
        if not self._checks:
            return arguments
        padding = [self.rest] * (len(arguments) - len(self.parameters))
        for index, parameter in zip(range(len(arguments)), self.parameters + padding):
            try:
                arguments[index] = parameter.accept(arguments[index])
            except TypeError:
                raise self._wrong_type(index, parameter, arguments[index]) from None
        return arguments

    def _inspect(self) -> None:
        try:
            signature = inspect.signature(self.function)
        except (TypeError, ValueError):  # some functions written in C tell nothing
            signature = inspect.signature(lambda *arguments: None)
        for position, parameter in enumerate(signature.parameters.values()):
            annotation = evaluated(parameter.annotation, self.function)
            if position == 0 and annotation is CallContext:
                self.takes_context = True
            else:
                self._add(parameter, annotation)
        result = evaluated(signature.return_annotation, self.function)
        allowed = checked_types(result)
        self.result = type_name(allowed[0]) if len(allowed) == 1 else "any"

    def _add(self, parameter: inspect.Parameter, annotation: typing.Any) -> None:
        described = Parameter(parameter, annotation)
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            self.rest = described
        elif parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            self.unreachable = self.unreachable or ("" if described.optional else parameter.name)
        elif parameter.kind is not inspect.Parameter.VAR_KEYWORD:
            self.parameters.append(described)

    def _signature_text(self) -> str:
        texts = [parameter.spelling + "=" * parameter.optional for parameter in self.parameters]
        return f"{self.name}({', '.join(texts + ['...'] * bool(self.rest))}) -> {self.result}"

    def _wrong_count(self, given: int) -> CallFailure:
        if self.unreachable:
            return CallFailure(BAD_ARGUMENTS, f"{self.name} cannot be called: calls have no names "
                                              f"for arguments, and {self.unreachable} needs one.")
        takes = str(self._minimum)
        if self.rest:
            takes = f"at least {takes}"
        elif self._maximum != self._minimum:
            takes = f"{takes} to {self._maximum}"
        plural = "argument" if takes == "1" else "arguments"
        were = "1 was" if given == 1 else f"{given} were"
        return CallFailure(BAD_ARGUMENTS, f"{self.name} takes {takes} {plural}, {were} given: "
                                          f"{self.signature}",
                           {"expected": self.signature, "given": given})

    def _wrong_type(self, index: int, parameter: Parameter, value: typing.Any) -> CallFailure:
        given = type_name(ordinary_type(type(value)))
        return CallFailure(BAD_ARGUMENTS, f"Argument {index + 1} ({parameter.name}) of {self.name} "
                                          f"must be {parameter.expected()}, not {given} "
                                          f"{reprlib.repr(value)}.",
                           {"argument": index + 1, "expected": parameter.expected(),
                            "given": given})


# ---- Built-ins ---------------------------------------------------------------------------------
#
# The same as those of the native worker. None of them touches files, processes or the environment.


def echo(value):
    """Returns its argument."""
    return value


def sleep(context: CallContext, seconds: float) -> float:
    """Sleeps, and returns how many seconds it slept."""
    start = time.monotonic()
    end = start + seconds
    while time.monotonic() < end and not context.is_cancelled():
        time.sleep(min(0.01, max(0.0, end - time.monotonic())))
    return time.monotonic() - start


def strlen(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def strrev(text: str) -> str:
    """A text from its end to its beginning."""
    return text[::-1]


def str_rot13(text: str) -> str:
    """A text with its letters A to Z turned by 13 places."""
    return codecs.encode(text, "rot13")


def strtoupper(text: str) -> str:
    """A text in capital letters."""
    return text.upper()


def add(a: typing.Union[int, float], b: typing.Union[int, float]):
    """The sum of two numbers."""
    return a + b


def sha256(data: typing.Union[bytes, str]) -> str:
    """The SHA-256 of bytes, or of a text in UTF-8, in hexadecimal digits."""
    data = data.encode("utf-8", "replace") if isinstance(data, str) else data
    return hashlib.sha256(data).hexdigest()


def fail(message: str = "This procedure always fails.") -> None:
    """Fails with a message."""
    raise RuntimeError(message)


def crash(kind: str = "segfault") -> None:
    """Ends its worker: segfault, abort, kill or exit."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if kind == "exit":
        os._exit(1)
    signals = {"segfault": signal.SIGSEGV, "abort": signal.SIGABRT, "kill": signal.SIGKILL}
    if kind not in signals:
        raise ValueError(f"{kind!r} is none of segfault, abort, kill, exit.")
    faulthandler.disable()
    os.kill(os.getpid(), signals[kind])


def spin(seconds: float) -> float:
    """Keeps a processor busy, and returns for how many seconds it did."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        pass
    return time.monotonic() - start


BUILT_INS = (echo, sleep, strlen, strrev, str_rot13, strtoupper, add, sha256, fail, crash, spin)

# ---- Loading files -----------------------------------------------------------------------------


class LoadError(Exception):
    """A file cannot be included: where and why, in one sentence."""

    def __init__(self, path: str, line: int, kind: str, text: str):
        sentence = " ".join(f"{path}:{line}: {kind}: {text}".split())
        super().__init__(bounded(sentence, MAX_MESSAGE_BYTES))


def own_frames(error: BaseException, path: str) -> typing.List[int]:
    """The lines of a file that an exception went through, outermost first."""
    frames = traceback.walk_tb(error.__traceback__)
    return [line for frame, line in frames if frame.f_code.co_filename == path]


def import_failure(path: str, loaded_path: str, error: BaseException) -> LoadError:
    """Tells of an exception at import, with the line in the user's file."""
    lines = own_frames(error, loaded_path)
    if isinstance(error, SyntaxError) and error.filename == loaded_path:
        return LoadError(path, error.lineno or 1, type(error).__name__, error.msg)
    return LoadError(path, lines[-1] if lines else 1, type(error).__name__, exception_text(error))


def load_module(path: str) -> types.ModuleType:
    """Runs a file once, as a module of its own that dataclasses and pickle can find."""
    loaded_path = os.path.abspath(path)
    if not path.endswith(".py"):
        raise LoadError(path, 1, "LoadError", "a Python include is a file whose name ends in .py.")
    folder, stem = os.path.dirname(loaded_path), os.path.basename(path)[:-len(".py")]
    name = f"amp_include_{len(sys.modules)}_{stem}"
    if folder not in sys.path:
        sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location(name, loaded_path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:  # a file may raise anything, SystemExit included
        raise import_failure(path, loaded_path, error) from None
    return module


def is_published(value: typing.Any, module: types.ModuleType) -> bool:
    """Whether the file itself defines this function; one that it imports is nobody's business."""
    return (callable(value) and not inspect.isclass(value)
            and getattr(value, "__module__", None) == module.__name__
            and getattr(value, "__name__", "<lambda>") != "<lambda>")


def static_methods(name: str, kind: type, module: types.ModuleType) -> typing.Dict[str, typing.Any]:
    found = {}
    for attribute, member in vars(kind).items():
        if isinstance(member, staticmethod) and not attribute.startswith("_"):
            if is_published(member.__func__, module):
                found[f"{name}::{attribute}"] = member.__func__
    return found


def own_functions(module: types.ModuleType) -> typing.Dict[str, typing.Any]:
    """What a file without __all__ publishes, by name."""
    found: typing.Dict[str, typing.Any] = {}
    for name, value in vars(module).items():
        if name.startswith("_"):
            continue
        if is_published(value, module):
            found[name] = value
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            found.update(static_methods(name, value, module))
    return found


def listed_functions(path: str, module: types.ModuleType) -> typing.Dict[str, typing.Any]:
    """What a file with __all__ publishes, by name: exactly that; of classes the static methods."""
    found: typing.Dict[str, typing.Any] = {}
    for name in module.__all__:
        value = getattr(module, name, None) if isinstance(name, str) else None
        if not callable(value):
            raise LoadError(path, line_of_all(module), "LoadError",
                            f"__all__ lists {name!r}, which is no function of this file.")
        if inspect.isclass(value):
            found.update(static_methods(name, value, sys.modules[value.__module__]))
        else:
            found[name] = value
    return found


def line_of_all(module: types.ModuleType) -> int:
    with open(module.__file__, encoding="utf-8", errors="replace") as file:
        lines = [number for number, text in enumerate(file, 1) if text.startswith("__all__")]
    return lines[-1] if lines else 1


def line_of(function: typing.Any) -> int:
    return getattr(getattr(inspect.unwrap(function), "__code__", None), "co_firstlineno", 1)


def load_includes(paths: typing.Sequence[str]) -> typing.Dict[bytes, Procedure]:
    """Runs the files and returns what they publish; raises LoadError."""
    procedures: typing.Dict[bytes, Procedure] = {}
    origin: typing.Dict[str, str] = {}
    for path in paths:
        module = load_module(path)
        found = listed_functions(path, module) if hasattr(module, "__all__") else \
            own_functions(module)
        for name, function in found.items():
            if name in origin:
                raise LoadError(path, line_of(function), "LoadError",
                                f"{name} is also defined by {origin[name]}; rename one of them.")
            origin[name] = path
            procedures[name.encode()] = Procedure(name, function)
    return procedures


def all_procedures(paths: typing.Sequence[str]) -> typing.Dict[bytes, Procedure]:
    """The built-ins, and the procedures of the includes, which hide built-ins of the same name."""
    procedures = {function.__name__.encode(): Procedure(function.__name__, function, True)
                  for function in BUILT_INS}
    procedures.update(load_includes(paths))
    return procedures


# ---- Running calls -----------------------------------------------------------------------------


def exception_text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # the text is the application's code, too
        return "(its text cannot be read)"


def exception_place(error: BaseException) -> typing.Optional[typing.Tuple[str, int, str]]:
    """File, line and function: the innermost of an included file, or else the innermost."""
    frames = [(frame.f_code.co_filename, line, frame.f_code.co_name, frame.f_globals["__name__"])
              for frame, line in traceback.walk_tb(error.__traceback__)
              if frame.f_code.co_filename != __file__]
    included = [place for place in frames if place[3].startswith("amp_include_")]
    return next((place[:3] for place in reversed(included or frames)), None)


def traceback_text(error: BaseException) -> str:
    """The traceback as Python prints it, without the frames of the worker itself."""
    described = traceback.TracebackException.from_exception(error)
    chain: typing.List[typing.Optional[traceback.TracebackException]] = [described]
    for part in chain:
        if part is not None:
            own = [entry for entry in part.stack if entry.filename != __file__]
            part.stack = traceback.StackSummary.from_list(own)
            chain += [part.__cause__, part.__context__]
    return bounded("".join(described.format()), MAX_TEXT_BYTES, keep_end=True)


def procedure_failure(error: BaseException) -> CallFailure:
    """What a procedure threw, as the error of its call."""
    kind = type(error).__qualname__
    text = bounded(exception_text(error), MAX_TEXT_BYTES)
    details: typing.Dict[str, typing.Any] = {"type": kind, "text": text}
    place = exception_place(error)
    suffix = ""
    if place is not None:
        details.update(zip(("file", "line", "function"), place))
        suffix = f" ({os.path.basename(place[0])}:{place[1]} in {place[2]})"
    details["traceback"] = traceback_text(error)
    head = f"{kind}: {text[:MAX_MESSAGE_BYTES // 4]}" if text else kind
    return CallFailure(PROCEDURE_FAILED, head + suffix, details)


def flush_output() -> None:
    """What a procedure printed belongs to its call, so it must arrive before the result."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # a procedure may have closed or replaced it
            stream.flush()


class Executor:
    """Runs one call at a time and answers it."""

    def __init__(self, link: Link, procedures: typing.Dict[bytes, Procedure]):
        self._link = link
        self._procedures = procedures

    def answer(self, call: Call) -> None:
        """Runs a call and sends exactly one Result or Error for it."""
        try:
            procedure = self._find(call.procedure)
            arguments = procedure.bind(decode_arguments(call.data, call.arguments))
        except CallFailure as failure:
            self._link.send(error_frame(call.id, 0, NOT_STARTED, failure))
        except MalformedValue as problem:
            failure = CallFailure(PROTOCOL_ERROR, f"The arguments cannot be read: {problem}.")
            self._link.send(error_frame(call.id, 0, NOT_STARTED, failure))
        else:
            self._run(call, procedure, arguments)

    def _find(self, name: bytes) -> Procedure:
        procedure = self._procedures.get(name)
        if procedure is not None:
            return procedure
        text = name.decode("utf-8", "replace")
        known = [known.decode() for known in self._procedures]
        near = difflib.get_close_matches(text, known, 3)
        hint = f": did you mean {' or '.join(near)}?" if near else "."
        raise CallFailure(NO_SUCH_PROCEDURE, f"There is no procedure {text}{hint}",
                          {"nearest": StringList(near)})

    def _run(self, call: Call, procedure: Procedure, arguments: list) -> None:
        context = None
        if procedure.takes_context:
            context = CallContext(self._link, call)
            arguments.insert(0, context)
        failure = None
        start = time.perf_counter_ns()
        try:
            value = procedure.function(*arguments)
        except SystemExit:  # asked for: the process ends, and the server tells the caller how
            flush_output()
            raise
        except CallFailure as error:
            failure = error
        except BaseException as error:  # whatever a procedure throws is its call's outcome
            failure = procedure_failure(error)
        ran = (time.perf_counter_ns() - start) // 1000
        if context is not None:
            context._close()
        flush_output()
        if failure is None:
            try:
                self._link.send(result_frame(call.id, ran, encode_value(value)))
                return
            except CallFailure as error:
                failure = error
        self._link.send(error_frame(call.id, ran, STARTED, failure))


# ---- Staying no orphan -------------------------------------------------------------------------


def end_with_group() -> typing.NoReturn:
    """Ends this process and those that it started, if it leads a group of its own."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def watch(link_descriptor: int, signal_descriptor: int) -> None:
    """Waits, in a thread, for the server's end or for SIGTERM, also while a procedure is in C."""
    poller = select.poll()
    poller.register(link_descriptor, getattr(select, "POLLRDHUP", select.POLLHUP))
    poller.register(signal_descriptor, select.POLLIN)
    while True:
        for descriptor, _ in poller.poll():
            if descriptor == link_descriptor:
                end_with_group()
            if signal.SIGTERM in os.read(signal_descriptor, 64):
                end_with_group()


def follow_the_server(link: Link) -> None:
    """Makes sure that this process does not outlive the server or its wish to have it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: end_with_group())
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    arguments = (link.fileno(), readable)
    threading.Thread(target=watch, args=arguments, name="amp-watch", daemon=True).start()

    def become_ordinary() -> None:
        link.close()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    os.register_at_fork(after_in_child=become_ordinary)  # a child must neither answer nor listen


# ---- The program -------------------------------------------------------------------------------


def ready_frame(procedures: typing.Iterable[Procedure]) -> bytes:
    fields = [struct.pack(">IHHI", MAGIC, VERSION, 0, os.getpid())]
    entries = [short(procedure.name.encode()) + long(procedure.signature.encode())
               + long(procedure.documentation.encode()) + U8.pack(procedure.built_in)
               for procedure in procedures]
    return frame(FRAME_READY, 0, *fields, U16.pack(len(entries)), *entries)


def serve(link: Link, procedures: typing.Dict[bytes, Procedure]) -> None:
    """Answers calls until the server says Goodbye."""
    executor = Executor(link, procedures)
    link.send(ready_frame(procedures.values()))
    while True:
        received = link.next_frame()
        if received.kind == FRAME_CALL:
            executor.answer(parse_call(received))
        elif received.kind == FRAME_PING:
            link.send(frame(FRAME_PONG, received.id))
        elif received.kind == FRAME_GOODBYE:
            return
        elif received.kind != FRAME_CANCEL:  # a Cancel here is for a call that has ended
            raise LinkError(f"a message of type {received.kind} is not for workers")


def prepare_output() -> None:
    """Prints come at once, line by line, and never raise for what they print."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


def prepare_imports() -> None:
    """An include finds this module under its name, and nothing else of this folder."""
    sys.modules["amp_worker"] = sys.modules["__main__"]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != here]


def open_link() -> Link:
    """The link that amp-server left open; processes started by procedures shall not look for it."""
    try:
        return Link(int(os.environ.pop("AMP_LINK")))
    except (KeyError, ValueError, OSError):
        quit_with("amp_worker.py is started by amp-server: use amp-server --include=FILE.py.",
                  EXIT_USAGE)


def describe(paths: typing.Sequence[str]) -> None:
    """Prints what files publish. What they print themselves goes to stderr meanwhile."""
    answer = os.dup(1)
    os.dup2(2, 1)
    entries = [{"name": procedure.name, "signature": procedure.signature,
                "documentation": procedure.documentation}
               for procedure in load_includes(paths).values()]
    flush_output()
    os.dup2(answer, 1)
    print(json.dumps({"procedures": entries}))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="amp_worker.py", description="The Python worker of AMP.")
    parser.add_argument("--include", action="append", default=[], metavar="FILE",
                        help="publish the functions of a Python file")
    parser.add_argument("--describe", nargs="+", metavar="FILE",
                        help="print the procedures of Python files as JSON, and end")
    return parser.parse_args()


def quit_with(sentence: str, code: int) -> typing.NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(code)


def run_worker(paths: typing.Sequence[str]) -> None:
    link = open_link()
    follow_the_server(link)
    faulthandler.enable()  # a crash in C then names the line in Python
    procedures = all_procedures(paths)
    gc.freeze()  # what is loaded stays, so later collections need not look at it
    try:
        serve(link, procedures)
    except LinkError as problem:
        quit_with(f"amp_worker.py: the server broke the protocol: {problem}.", EXIT_PROTOCOL)


def main() -> None:
    options = parse_options()
    prepare_imports()
    prepare_output()
    try:
        if options.describe:
            describe(options.describe)
        else:
            run_worker(options.include)
    except LoadError as problem:
        quit_with(str(problem), EXIT_LOAD)


if __name__ == "__main__":
    main()
