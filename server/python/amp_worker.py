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
import functools
import gc
import hashlib
import importlib.machinery
import importlib.util
import inspect
import json
import math
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
MAX_PROGRESS_TEXT_BYTES = 1024
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

    Such are nulls that have a type, invalid dates and times, and dates outside the years 1 to 9999.
    It is true when it is valid.
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
        return f"<Foreign {self.encoded.hex()}>"


TYPE_NULL, TYPE_BOOL, TYPE_INT, TYPE_UINT, TYPE_LONGLONG, TYPE_ULONGLONG = 0, 1, 2, 3, 4, 5
TYPE_DOUBLE, TYPE_CHAR, TYPE_MAP, TYPE_LIST, TYPE_STRING, TYPE_STRINGLIST = 6, 7, 8, 9, 10, 11
TYPE_BYTES, TYPE_DATE, TYPE_TIME, TYPE_DATETIME, TYPE_URL = 12, 14, 15, 16, 17
TYPE_HASH, TYPE_UUID, TYPE_FLOAT, TYPE_BYTESLIST, TYPE_REGISTERED = 28, 30, 38, 49, 65536

U8, U16, U32 = struct.Struct(">B"), struct.Struct(">H"), struct.Struct(">I")
I32, I64, U64 = struct.Struct(">i"), struct.Struct(">q"), struct.Struct(">Q")
F64 = struct.Struct(">d")
HEAD = struct.Struct(">IB")  # a value's type and is-null

NULL_LENGTH = 0xFFFFFFFF
NULL_TEXT = U32.pack(NULL_LENGTH)
NULL_TIME = 0xFFFFFFFF
NULL_JULIAN_DAY = -(2 ** 63)
JULIAN_DAY_OF_ORDINAL_0 = 1721425
FIRST_JULIAN_DAY, LAST_JULIAN_DAY = -784350574879, 784354017364  # QDate's calendar
MILLISECONDS_OF_DAY = 24 * 60 * 60 * 1000
SECONDS_OF_DAY = 24 * 60 * 60
LARGEST_FLOAT = 3.4028234663852886e38

KIND_LOCAL, KIND_UTC, KIND_OFFSET, KIND_ZONE = 0, 1, 2, 3
ZONE_ID = re.compile(r"(?!/)[A-Za-z0-9_+\-/]{1,64}")

# ---- Encoding ----------------------------------------------------------------------------------


class Unencodable(Exception):
    """A value cannot travel; the containers around it add where it is."""

    def __init__(self, value: typing.Any, reason: str, code: int = NOT_SERIALIZABLE):
        super().__init__(reason)
        self.type_name = type(value).__name__
        self.reason = reason
        self.code = code
        self.path = ""


class Room:
    """How much deeper and longer a value may become."""

    __slots__ = ("depth", "nodes")

    def __init__(self) -> None:
        self.depth = MAX_DEPTH
        self.nodes = MAX_NODES - 1  # the value itself

    def enter(self, container: typing.Sized) -> None:
        self.nodes -= len(container)
        if self.nodes < 0:
            raise Unencodable(container, f"with it there are {MAX_NODES - self.nodes} values, at "
                                         f"most {MAX_NODES} can travel together", TOO_LARGE)
        if self.depth == 0:
            raise Unencodable(container, f"it is nested more than {MAX_DEPTH} deep")
        self.depth -= 1

    def leave(self) -> None:
        self.depth += 1


def packer(type_id: int, code: str) -> typing.Callable[..., bytes]:
    """Packs a whole value of one field: type, is-null, data."""
    return functools.partial(struct.Struct(">IB" + code).pack, type_id, 0)


def head(type_id: int) -> bytes:
    return HEAD.pack(type_id, 0)


ENCODED_NULL = HEAD.pack(TYPE_NULL, 1)
HEAD_BYTES, HEAD_CHAR, HEAD_DATE = head(TYPE_BYTES), head(TYPE_CHAR), head(TYPE_DATE)
HEAD_DATETIME, HEAD_LIST, HEAD_STRING = head(TYPE_DATETIME), head(TYPE_LIST), head(TYPE_STRING)
HEAD_TIME, HEAD_URL, HEAD_UUID = head(TYPE_TIME), head(TYPE_URL), head(TYPE_UUID)

encode_bool = packer(TYPE_BOOL, "?")
encode_int32 = packer(TYPE_INT, "i")
encode_uint = packer(TYPE_UINT, "I")
encode_longlong = packer(TYPE_LONGLONG, "q")
encode_ulonglong = packer(TYPE_ULONGLONG, "Q")
encode_double = packer(TYPE_DOUBLE, "d")


def encode_int(value: int) -> bytes:
    """In the first of int, qlonglong and qulonglong that holds it."""
    if -0x80000000 <= value <= 0x7FFFFFFF:
        return encode_int32(value)
    return encode_longlong(value) if value <= 0x7FFFFFFFFFFFFFFF else encode_ulonglong(value)


def encode_float(value: float) -> bytes:
    narrow = value
    if math.isfinite(value):
        narrow, = struct.unpack(">f", struct.pack(">f", value))
    return HEAD.pack(TYPE_FLOAT, 0) + F64.pack(narrow)


def utf16(value: str) -> bytes:
    return codecs.utf_16_be_encode(value, "surrogatepass")[0]  # faster than str.encode


def text_data(value: str) -> bytes:
    if type(value) is NullString:
        return NULL_TEXT
    data = utf16(value)
    return U32.pack(len(data)) + data


def bytes_data(value: bytes) -> bytes:
    return NULL_TEXT if type(value) is NullBytes else U32.pack(len(value)) + value


def encode_string(value: str) -> bytes:
    data = utf16(value)
    return HEAD_STRING + U32.pack(len(data)) + data


def encode_bytes(value: bytes) -> bytes:
    return HEAD_BYTES + U32.pack(len(value)) + value


def encode_char(value: str) -> bytes:
    data = utf16(value)
    if len(data) != U16.size:
        raise Unencodable(value, "it is not one unit of UTF-16")
    return HEAD_CHAR + data


def encode_url(value: str) -> bytes:
    try:
        data = value.encode()
    except UnicodeEncodeError:
        raise Unencodable(value, "it is not encoded as URLs are") from None
    return HEAD_URL + (U32.pack(len(data)) + data if data else NULL_TEXT)


def julian_day(value: datetime.date) -> bytes:
    return I64.pack(value.toordinal() + JULIAN_DAY_OF_ORDINAL_0)


def milliseconds(value: typing.Union[datetime.time, datetime.datetime]) -> bytes:
    """Since midnight on the clock. QTime has no microseconds: they are cut off."""
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return U32.pack(seconds * 1000 + value.microsecond // 1000)


def encode_time(value: datetime.time) -> bytes:
    if value.tzinfo is not None:
        raise Unencodable(value, "it has a time zone; use a datetime")
    return HEAD_TIME + milliseconds(value)


def encode_datetime(value: datetime.datetime) -> bytes:
    clock = HEAD_DATETIME + julian_day(value) + milliseconds(value)
    offset = datetime_offset(value)
    key = getattr(value.tzinfo, "key", None)
    if key is not None and travels_by_name(key) and not is_shown_twice(value):
        return clock + U8.pack(KIND_ZONE) + text_data(key)
    if offset.microseconds:
        raise Unencodable(value, "its offset from UTC is not in whole seconds")
    seconds = offset // datetime.timedelta(seconds=1)
    return clock + (U8.pack(KIND_OFFSET) + I32.pack(seconds) if seconds else U8.pack(KIND_UTC))


def datetime_offset(value: datetime.datetime) -> datetime.timedelta:
    """Its offset from UTC; without a time zone it is local time, as everywhere in Python."""
    try:
        instant = value.astimezone(datetime.timezone.utc)
        shown = instant.astimezone(value.tzinfo)
    except (OverflowError, OSError):
        raise Unencodable(value, "it is too near the end of the calendar for its zone") from None
    if shown.replace(tzinfo=None, fold=0) != value.replace(tzinfo=None, fold=0):
        raise Unencodable(value, "it is a time that does not exist in its time zone")
    return shown.utcoffset()


def travels_by_name(key: str) -> bool:
    return ZONE_ID.fullmatch(key) is not None and not key.startswith("UTC")


def is_shown_twice(value: datetime.datetime) -> bool:
    """Whether the zone's clock shows this time twice; then only the offset tells which is meant."""
    return value.replace(fold=0).utcoffset() != value.replace(fold=1).utcoffset()


def encode_list(parts: list, value: typing.Sequence, room: Room) -> None:
    room.enter(value)
    parts.append(HEAD_LIST + U32.pack(len(value)))
    index = 0
    try:
        for index, item in enumerate(value):
            encode_into(parts, item, room)
    except Unencodable as problem:
        problem.path = f"[{index}]{problem.path}"
        raise
    room.leave()


def encode_entries(type_id: int, parts: list, value: dict, room: Room) -> None:
    room.enter(value)
    parts.append(HEAD.pack(type_id, 0) + U32.pack(len(value)))
    for key, item in value.items():
        if not isinstance(key, str):
            raise Unencodable(value, f"it has a key of type {type(key).__name__}; use str")
        parts.append(text_data(key))
        try:
            encode_into(parts, item, room)
        except Unencodable as problem:
            problem.path = f"[{reprlib.repr(key)}]{problem.path}"
            raise
    room.leave()


def encode_texts(type_id: int, item_type: type, data: typing.Callable[[typing.Any], bytes],
                 parts: list, value: list, room: Room) -> None:
    room.enter(value)
    if not all(isinstance(item, item_type) for item in value):
        raise Unencodable(value, f"it has an element that is not {item_type.__name__}")
    parts.append(HEAD.pack(type_id, 0) + U32.pack(len(value)))
    parts.extend(map(data, value))
    room.leave()


SCALARS: typing.Dict[type, typing.Callable[[typing.Any], bytes]] = {
    type(None): lambda value: ENCODED_NULL,
    bool: encode_bool,
    int: encode_int,
    UInt: encode_uint,
    LongLong: encode_longlong,
    ULongLong: encode_ulonglong,
    float: encode_double,
    Float: encode_float,
    str: encode_string,
    NullString: lambda value: HEAD_STRING + NULL_TEXT,
    Char: encode_char,
    Url: encode_url,
    bytes: encode_bytes,
    bytearray: encode_bytes,
    memoryview: lambda value: encode_bytes(bytes(value)),
    NullBytes: lambda value: HEAD_BYTES + NULL_TEXT,
    datetime.date: lambda value: HEAD_DATE + julian_day(value),
    datetime.time: encode_time,
    datetime.datetime: encode_datetime,
    uuid.UUID: lambda value: HEAD_UUID + value.bytes,
    Foreign: lambda value: value.encoded,
}

CONTAINERS: typing.Dict[type, typing.Callable[[list, typing.Any, Room], None]] = {
    list: encode_list,
    tuple: encode_list,
    dict: functools.partial(encode_entries, TYPE_MAP),
    Hash: functools.partial(encode_entries, TYPE_HASH),
    StringList: functools.partial(encode_texts, TYPE_STRINGLIST, str, text_data),
    ByteArrayList: functools.partial(encode_texts, TYPE_BYTESLIST, bytes, bytes_data),
}


def traveling_type(value: typing.Any) -> type:
    """The type as which a value of a subclass travels, such as int for an IntEnum."""
    for base in type(value).__mro__:
        if base in SCALARS or base in CONTAINERS:
            return base
    raise Unencodable(value, "it is not a type that AMP carries; convert it to one")


def encode_into(parts: list, value: typing.Any, room: Room) -> None:
    """Appends the encoded value to parts."""
    kind = type(value)
    if kind not in SCALARS and kind not in CONTAINERS:
        kind = traveling_type(value)
    encode = SCALARS.get(kind)
    try:
        if encode is not None:
            parts.append(encode(value))
        else:
            CONTAINERS[kind](parts, value, room)
    except (struct.error, OverflowError):
        raise Unencodable(value, "it is outside of the range of its type") from None


def encode_value(value: typing.Any, what: str = "result") -> bytes:
    """The bytes of one value; raises CallFailure, whose sentence calls it by the given word."""
    parts: typing.List[bytes] = []
    try:
        encode_into(parts, value, Room())
    except Unencodable as problem:
        details = {"type": problem.type_name, **({"path": problem.path} if problem.path else {})}
        raise CallFailure(problem.code, f"The {what}{problem.path} of type {problem.type_name} "
                                        f"cannot travel: {problem.reason}.", details) from None
    data = parts[0] if len(parts) == 1 else b"".join(parts)
    if len(data) > MAX_PAYLOAD_BYTES:
        raise CallFailure(TOO_LARGE, f"The {what} has {len(data)} bytes; at most "
                                     f"{MAX_PAYLOAD_BYTES} bytes can travel.",
                          {"bytes": len(data), "maxBytes": MAX_PAYLOAD_BYTES})
    return data


# ---- Decoding ----------------------------------------------------------------------------------


class Reader:
    """Reads values from bytes of a peer. Every count is checked before anything is made of it."""

    __slots__ = ("data", "at", "depth", "nodes")

    def __init__(self, data: bytes, at: int = 0):
        self.data = data
        self.at = at
        self.depth = MAX_DEPTH
        self.nodes = MAX_NODES

    def fail(self, reason: str, code: int = PROTOCOL_ERROR) -> typing.NoReturn:
        subject = (f"The bytes of a value are wrong at offset {self.at}" if code == PROTOCOL_ERROR
                   else "A value cannot be read")
        raise CallFailure(code, f"{subject}: {reason}.")

    def unpack(self, field: struct.Struct) -> typing.Any:
        value, = field.unpack_from(self.data, self.at)
        self.at += field.size
        return value

    def take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            self.fail(f"{size} bytes are announced, {len(self.data) - self.at} are left")
        taken = self.data[self.at:end]
        self.at = end
        return taken

    def count(self, smallest: int) -> int:
        """The number of elements that follow, each of at least so many bytes."""
        count = self.unpack(U32)
        if self.depth == 0:
            self.fail(f"it is nested more than {MAX_DEPTH} deep")
        if count * smallest > len(self.data) - self.at:
            self.fail(f"a container of {count} values has only {len(self.data) - self.at} bytes")
        self.nodes -= count
        if self.nodes < 0:
            self.fail(f"there are more than {MAX_NODES} values")
        return count

    def value(self) -> typing.Any:
        begin = self.at
        self.at = end = begin + HEAD.size
        return READERS.get(self.data[begin:end], Reader.typed_null)(self)

    def arguments(self) -> list:
        return self.values(self.count(HEAD.size))

    def values(self, count: int) -> list:
        found = []
        for _ in range(count):
            found.append(self.value())  # faster than a comprehension for the few of a call
        return found

    def typed_null(self) -> typing.Any:
        """What has no reader of its own: a null that has a type, or no value at all."""
        start = self.at
        type_id, is_null = HEAD.unpack_from(self.data, start - HEAD.size)
        if head(type_id) not in READERS:
            self.fail(f"the type {type_id} is none that AMP carries")
        if is_null != 1:
            self.fail(f"the null byte is {is_null} instead of 0 or 1")
        default = DEFAULT_DATA.get(type_id)
        if default is None:
            return read_registered(self)
        if self.take(len(default)) != default:
            self.fail("a null has a value")
        return self.foreign(start, False)

    def text(self) -> str:
        size = self.unpack(U32)
        if size == NULL_LENGTH:
            return NullString()
        if size % 2:
            self.fail(f"a string of UTF-16 has the odd length of {size} bytes")
        # Faster than bytes.decode.
        return codecs.utf_16_be_decode(self.take(size), "surrogatepass", True)[0]

    def byte_array(self) -> bytes:
        size = self.unpack(U32)
        return NullBytes() if size == NULL_LENGTH else self.take(size)

    def foreign(self, start: int, valid: bool) -> Foreign:
        """The value whose data began at an offset and ends here."""
        return Foreign(self.data[start - HEAD.size:self.at], valid)


def read_null(reader: Reader) -> typing.NoReturn:
    reader.fail("a value without a type is not null")


def read_bool(reader: Reader) -> bool:
    value = reader.unpack(U8)
    if value > 1:
        reader.fail(f"a bool is {value} instead of 0 or 1")
    return value == 1


def read_longlong(reader: Reader) -> int:
    value = reader.unpack(I64)
    return LongLong(value) if -0x80000000 <= value <= 0x7FFFFFFF else value


def read_ulonglong(reader: Reader) -> int:
    value = reader.unpack(U64)
    return ULongLong(value) if value <= 0x7FFFFFFFFFFFFFFF else value


def read_float(reader: Reader) -> Float:
    value = reader.unpack(F64)
    if math.isfinite(value):
        too_large = abs(value) > LARGEST_FLOAT
        if too_large or struct.unpack(">f", struct.pack(">f", value))[0] != value:
            reader.fail("a float has the digits of a double")
    return Float(value)


def read_url(reader: Reader) -> Url:
    try:
        return Url(reader.byte_array().decode())
    except UnicodeDecodeError:
        return reader.fail("a URL is not valid")


def read_julian_day(reader: Reader) -> int:
    day = reader.unpack(I64)
    if day != NULL_JULIAN_DAY and not FIRST_JULIAN_DAY <= day <= LAST_JULIAN_DAY:
        reader.fail("a date is outside of the calendar")
    return day


def date_of(day: int) -> typing.Optional[datetime.date]:
    ordinal = day - JULIAN_DAY_OF_ORDINAL_0
    in_range = 1 <= ordinal <= datetime.date.max.toordinal()
    return datetime.date.fromordinal(ordinal) if in_range else None


def read_date(reader: Reader) -> typing.Union[datetime.date, Foreign]:
    start = reader.at
    day = read_julian_day(reader)
    return date_of(day) or reader.foreign(start, day != NULL_JULIAN_DAY)


def read_clock(reader: Reader) -> typing.Optional[datetime.time]:
    count = reader.unpack(U32)
    if count == NULL_TIME:
        return None
    if count >= MILLISECONDS_OF_DAY:
        reader.fail("a time is later than the end of the day")
    seconds, rest = divmod(count, 1000)
    minutes, second = divmod(seconds, 60)
    return datetime.time(minutes // 60, minutes % 60, second, rest * 1000)


def read_time(reader: Reader) -> typing.Union[datetime.time, Foreign]:
    start = reader.at
    clock = read_clock(reader)
    return reader.foreign(start, False) if clock is None else clock


def read_datetime(reader: Reader) -> typing.Union[datetime.datetime, Foreign]:
    start = reader.at
    day = read_julian_day(reader)
    clock = read_clock(reader)
    zone = read_zone(reader, day == NULL_JULIAN_DAY)
    date = date_of(day)
    if date is None:
        return reader.foreign(start, day != NULL_JULIAN_DAY)
    value = datetime.datetime.combine(date, clock or datetime.time(), zone)
    if isinstance(zone, zoneinfo.ZoneInfo):
        try:
            datetime_offset(value)
        except Unencodable:
            reader.fail("a date and time does not exist in its time zone")
    return value


def read_zone(reader: Reader, without_date: bool) -> typing.Optional[datetime.tzinfo]:
    kind = reader.unpack(U8)
    if kind == KIND_LOCAL and without_date:
        return None
    if kind == KIND_UTC:
        return datetime.timezone.utc
    if kind == KIND_OFFSET:
        seconds = reader.unpack(I32)
        if abs(seconds) >= SECONDS_OF_DAY:
            reader.fail("an offset from UTC is more than a day")
        return datetime.timezone(datetime.timedelta(seconds=seconds))
    if kind == KIND_ZONE:
        name = reader.text()
        return None if without_date else zone_named(reader, name)
    return reader.fail("a local time has no offset from UTC" if kind == KIND_LOCAL else
                       f"a date and time has the unknown kind {kind}")


def zone_named(reader: Reader, name: str) -> datetime.tzinfo:
    """A zone of the database. The name is checked first, since it becomes part of a path."""
    try:
        if ZONE_ID.fullmatch(name):
            return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        pass
    return reader.fail(f'the time zone "{name[:64]}" is unknown here', NOT_SERIALIZABLE)


def read_list(reader: Reader) -> list:
    count = reader.count(HEAD.size)
    reader.depth -= 1
    items = reader.values(count)
    reader.depth += 1
    return items


def read_entries(kind: type, reader: Reader) -> dict:
    entries = kind()
    count = reader.count(U32.size + HEAD.size)
    reader.depth -= 1
    for _ in range(count):
        key = reader.text()
        if key in entries:
            reader.fail("a map has a key twice")
        entries[key] = reader.value()
    reader.depth += 1
    return entries


def read_registered(reader: Reader) -> typing.NoReturn:
    name = reader.take(reader.unpack(U32))[:MAX_NAME_BYTES].decode("utf-8", "replace")
    reader.fail(f'Python has no form for the registered type "{name}"', NOT_SERIALIZABLE)


# By a value's head: its type, and that it is not null. One look-up checks both.
READERS: typing.Dict[bytes, typing.Callable[[Reader], typing.Any]] = {
    ENCODED_NULL: lambda reader: None,
    head(TYPE_NULL): read_null,
    head(TYPE_BOOL): read_bool,
    head(TYPE_INT): lambda reader: reader.unpack(I32),
    head(TYPE_UINT): lambda reader: UInt(reader.unpack(U32)),
    head(TYPE_LONGLONG): read_longlong,
    head(TYPE_ULONGLONG): read_ulonglong,
    head(TYPE_DOUBLE): lambda reader: reader.unpack(F64),
    head(TYPE_FLOAT): read_float,
    head(TYPE_CHAR): lambda reader: Char(chr(reader.unpack(U16))),
    head(TYPE_STRING): Reader.text,
    head(TYPE_BYTES): Reader.byte_array,
    head(TYPE_DATE): read_date,
    head(TYPE_TIME): read_time,
    head(TYPE_DATETIME): read_datetime,
    head(TYPE_URL): read_url,
    head(TYPE_UUID): lambda reader: uuid.UUID(bytes=reader.take(16)),
    head(TYPE_LIST): read_list,
    head(TYPE_MAP): functools.partial(read_entries, dict),
    head(TYPE_HASH): functools.partial(read_entries, Hash),
    head(TYPE_STRINGLIST): lambda reader: StringList(
        [reader.text() for _ in range(reader.count(U32.size))]),
    head(TYPE_BYTESLIST): lambda reader: ByteArrayList(
        [reader.byte_array() for _ in range(reader.count(U32.size))]),
    head(TYPE_REGISTERED): read_registered,
}

# What stands behind a set is-null byte: the data of each type's default value.
DEFAULT_DATA: typing.Dict[int, bytes] = {
    TYPE_BOOL: bytes(1),
    **dict.fromkeys((TYPE_INT, TYPE_UINT, TYPE_LIST, TYPE_MAP, TYPE_HASH, TYPE_STRINGLIST,
                     TYPE_BYTESLIST), bytes(4)),
    **dict.fromkeys((TYPE_LONGLONG, TYPE_ULONGLONG, TYPE_DOUBLE, TYPE_FLOAT), bytes(8)),
    TYPE_CHAR: bytes(2),
    **dict.fromkeys((TYPE_STRING, TYPE_BYTES, TYPE_URL), NULL_TEXT),
    TYPE_DATE: I64.pack(NULL_JULIAN_DAY),
    TYPE_TIME: U32.pack(NULL_TIME),
    TYPE_DATETIME: I64.pack(NULL_JULIAN_DAY) + U32.pack(NULL_TIME) + U8.pack(KIND_LOCAL),
    TYPE_UUID: bytes(16),
}


def decode_whole(reader: Reader, read: typing.Callable[[Reader], typing.Any]) -> typing.Any:
    """Reads what must end exactly with the bytes."""
    try:
        value = read(reader)
    except struct.error:
        reader.fail("a value is cut off")
    if reader.at != len(reader.data):
        reader.fail(f"{len(reader.data) - reader.at} bytes are left over")
    return value


def decode_value(data: bytes) -> typing.Any:
    """The value that the bytes hold; raises CallFailure."""
    reader = Reader(data)
    reader.nodes -= 1
    return decode_whole(reader, Reader.value)


def decode_arguments(data: bytes, at: int = 0) -> list:
    """The argument list that the bytes hold from an offset on; raises CallFailure."""
    return decode_whole(Reader(data, at), Reader.arguments)


# ---- The link ----------------------------------------------------------------------------------

FRAME = struct.Struct(">IBQ")  # size of what follows, type, id
FRAME_SIZE_BYTES = 4
FRAME_MIN = FRAME.size - FRAME_SIZE_BYTES
READ_BYTES = 64 * 1024  # more would make malloc ask the system for each read
Frame = typing.Tuple[int, int, bytes]  # type, id, all bytes: the fields begin at FRAME.size


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
        self._beginning = bytearray()  # of a frame whose rest has not come yet
        self._waiting: typing.List[Frame] = []

    def fileno(self) -> int:
        return self._socket.fileno()

    def next_frame(self) -> Frame:
        """Waits for a frame. The process ends here when the server is gone."""
        while not self._waiting:
            self._receive(0)
        return self._waiting.pop(0)

    def poll_cancel(self, call_id: int) -> bool:
        """Whether the server has sent Cancel for the call. Never waits."""
        self._receive(socket.MSG_DONTWAIT)
        cancelled = {received[1] for received in self._waiting if received[0] == FRAME_CANCEL}
        self._waiting = [received for received in self._waiting if received[0] != FRAME_CANCEL]
        return call_id in cancelled

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
        if self._beginning:
            self._beginning += data
            self._take_frames(self._beginning)
        else:
            self._take_frames(data)

    def _take_frames(self, data: typing.Union[bytes, bytearray]) -> None:
        """Lets the whole frames wait for their turn, and keeps what is left."""
        begin = 0
        while len(data) - begin >= FRAME.size:
            size, kind, call_id = FRAME.unpack_from(data, begin)
            if not FRAME_MIN <= size <= MAX_FRAME_BYTES:
                raise LinkError(f"a frame of {size} bytes is outside the bounds of the protocol")
            end = begin + FRAME_SIZE_BYTES + size
            if end > len(data):
                break
            # Bytes that are just one frame, as they mostly are, are not copied by this.
            self._waiting.append((kind, call_id, bytes(data[begin:end])))
            begin = end
        if data is self._beginning:
            del data[:begin]
        elif begin < len(data):
            self._beginning += data[begin:]


CALL = struct.Struct(">BBIIH")  # priority, flags, longest run time, deadline, length of the name
NAME_AT = FRAME.size + CALL.size


def parse_call(data: bytes) -> typing.Tuple[bytes, typing.Dict[str, str], int]:
    """The name of the procedure, the metadata, and the offset of the arguments."""
    try:
        priority, _, _, _, name_size = CALL.unpack_from(data, FRAME.size)
        name_end = NAME_AT + name_size
        metadata_size, = U16.unpack_from(data, name_end)
    except struct.error:
        raise LinkError("a Call message is not whole") from None
    metadata_at = name_end + U16.size
    arguments = metadata_at + metadata_size
    if (priority > 2 or not 0 < name_size <= MAX_NAME_BYTES
            or metadata_size > MAX_METADATA_BYTES or arguments > len(data)):
        raise LinkError("a Call message does not have the fields of the protocol")
    metadata = parse_metadata(data[metadata_at:arguments]) if metadata_size else {}
    return data[NAME_AT:name_end], metadata, arguments


def parse_metadata(data: bytes) -> typing.Dict[str, str]:
    texts = []
    at = 0
    while at + U16.size <= len(data):
        size, = U16.unpack_from(data, at)
        at += U16.size + size
        texts.append(data[at - size:at].decode("utf-8", "replace"))
    if at != len(data) or len(texts) % 2:
        raise CallFailure(PROTOCOL_ERROR, "The metadata of the call are not pairs of texts.")
    return dict(zip(texts[::2], texts[1::2]))


RESULT = struct.Struct(">IBQQQI")  # the frame's header; microseconds it ran, waited; pid


def result_frame(call_id: int, ran_microseconds: int, value: bytes) -> bytes:
    size = RESULT.size - FRAME_SIZE_BYTES + len(value)
    return RESULT.pack(size, FRAME_RESULT, call_id, ran_microseconds, 0, 0) + value


def error_frame(call_id: int, ran_microseconds: int, execution: int, failure: CallFailure) -> bytes:
    message = bounded(failure.message, MAX_MESSAGE_BYTES).encode()
    details = encode_value(failure.details) if failure.details else b""
    return frame(FRAME_ERROR, call_id, struct.pack(">QQIHBB", ran_microseconds, 0, 0, failure.code,
                                                   execution, 0), long(message), details)


# ---- The call context --------------------------------------------------------------------------


class CallContext:
    """What a running procedure knows of its call.

    A procedure gets it when its first parameter is annotated with this class; callers do not see
    that parameter. It is used from the thread that runs the procedure, until that returns.
    """

    _POLL_NANOSECONDS = 1_000_000

    def __init__(self, link: Link, call_id: int, metadata: typing.Dict[str, str]):
        self._link: typing.Optional[Link] = link
        self._call_id = call_id
        self._metadata = metadata
        self._thread = threading.get_ident()
        self._cancelled = False
        self._polled = 0

    def is_cancelled(self) -> bool:
        """Whether nobody waits for the result any more. Cheap; may be a millisecond old."""
        now = time.perf_counter_ns()
        if not self._cancelled and now - self._polled >= self._POLL_NANOSECONDS:
            self._polled = now
            self._cancelled = self._open_link().poll_cancel(self._call_id)
        return self._cancelled

    def report_progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Tells the caller how far the call has come; a total of 0 means that it is not known."""
        fields = struct.pack(">QQ", done, total)
        sentence = bounded(text, MAX_PROGRESS_TEXT_BYTES).encode()
        self._open_link().send(frame(FRAME_PROGRESS, self._call_id, fields, long(sentence)))

    def send_part(self, value: typing.Any) -> None:
        """Sends a part of the result at once. One that cannot travel ends the call."""
        link = self._open_link()
        link.send(frame(FRAME_PART, self._call_id, encode_value(value, "part")))

    @property
    def metadata(self) -> typing.Dict[str, str]:
        """The key-value pairs that the caller gave the call; usually none."""
        return self._metadata

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


def spelling(kinds: typing.Tuple[type, ...]) -> str:
    """How a signature spells the types that an annotation allows."""
    if set(kinds) == {int, float}:
        return "number"
    return type_name(kinds[0]) if len(kinds) == 1 else "any"


def checked_types(annotation: typing.Any) -> typing.Tuple[type, ...]:
    """The types that an annotation allows; none for those that are not checked."""
    if annotation is None:
        return (NoneType,)
    if isinstance(annotation, type) and annotation in CHECKED_TYPES:
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


def exact_float(value: int) -> float:
    if float(value) != value:
        raise ValueError("a float has fewer digits")
    return float(value)


# What an annotation accepts besides its own type: the same conversions as in native workers.
LOSSLESS: typing.Dict[typing.Tuple[type, type], typing.Callable[[typing.Any], typing.Any]] = {
    (int, float): exact_float,
    (str, bytes): str.encode,
    (str, datetime.date): datetime.date.fromisoformat,
    (str, datetime.time): datetime.time.fromisoformat,
    (str, datetime.datetime): datetime.datetime.fromisoformat,
    (str, uuid.UUID): uuid.UUID,
}


class Parameter:
    """One parameter as callers see it."""

    __slots__ = ("name", "types", "spelling", "optional")

    def __init__(self, parameter: inspect.Parameter, annotation: typing.Any):
        self.name = parameter.name
        self.types = checked_types(annotation)
        self.spelling = spelling(self.types)
        self.optional = parameter.default is not inspect.Parameter.empty
        if self.types and parameter.default is None:
            self.types += (NoneType,)

    def accept(self, value: typing.Any) -> typing.Any:
        """The value as the procedure gets it; raises TypeError when it does not fit."""
        if not self.types or type(value) in self.types:
            return value
        kind = ordinary_type(type(value))
        if kind in self.types:
            return value
        for target in self.types:
            with contextlib.suppress(KeyError, ValueError, OverflowError):
                return LOSSLESS[kind, target](value)
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
        self.result = spelling(checked_types(result))

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
        expected = self._expected_count()
        were = "1 was" if given == 1 else f"{given} were"
        return CallFailure(BAD_ARGUMENTS, f"{self.name} takes {expected}, {were} given: "
                                          f"{self.signature}",
                           {"expected": expected, "given": given})

    def _expected_count(self) -> str:
        count = str(self._minimum or "no")
        if self.rest:
            count = f"at least {self._minimum}"
        elif self._maximum != self._minimum:
            count = f"{self._minimum} to {self._maximum}"
        return count + (" argument" if count.split()[-1] == "1" else " arguments")

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


def end_after(seconds: float) -> float:
    if not seconds >= 0:
        raise ValueError("the seconds must be 0 or more")
    return time.monotonic() + seconds


def sleep(context: CallContext, seconds: float) -> float:
    """Sleeps for some seconds and returns their number."""
    end = end_after(seconds)
    while not context.is_cancelled():
        left = end - time.monotonic()
        if left <= 0:
            break
        time.sleep(min(left, 0.02))
    return seconds


def spin(context: CallContext, seconds: float, obey: bool = False) -> float:
    """Keeps a processor busy for some seconds and returns their number.

    Ignores its cancellation unless the second argument is true.
    """
    end = end_after(seconds)
    while time.monotonic() < end and not (obey and context.is_cancelled()):
        pass
    return seconds


def strlen(text: str) -> int:
    """Returns how many characters a text has."""
    return len(text)


def strrev(text: str) -> str:
    """Returns a text backwards."""
    return text[::-1]


def str_rot13(text: str) -> str:
    """Moves the letters A to Z of a text by 13 places."""
    return codecs.encode(text, "rot13")


def strtoupper(text: str) -> str:
    """Returns a text in capital letters."""
    return text.upper()


def add(a: typing.Union[int, float],
        b: typing.Union[int, float]) -> typing.Union[int, float]:
    """Adds two numbers. Integers stay integers, and never overflow."""
    total = a + b
    if isinstance(total, int) and not -2 ** 63 <= total < 2 ** 64:
        raise OverflowError("the sum does not fit into 64 bits")
    return total


def sha256(data: bytes) -> str:
    """Returns the SHA-256 of bytes, or of a text's UTF-8, as hex."""
    return hashlib.sha256(data).hexdigest()


def fail(message: str = "fail was called") -> None:
    """Fails with the given message."""
    raise RuntimeError(message)


def crash(kind: str = "segfault") -> None:
    """Ends the worker's process: by segfault (the default), abort, kill or exit."""
    signals = {"segfault": signal.SIGSEGV, "abort": signal.SIGABRT, "kill": signal.SIGKILL}
    if kind == "exit":
        os._exit(7)
    if kind not in signals:
        raise ValueError("the kind must be segfault, abort, kill or exit")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash for practice leaves no core file
    faulthandler.disable()
    os.kill(os.getpid(), signals[kind])


BUILT_INS = (echo, sleep, strlen, strrev, str_rot13, strtoupper, add, sha256, fail, crash, spin)

# ---- Loading files -----------------------------------------------------------------------------


INCLUDE_PREFIX = "amp_include_"  # keeps an include from hiding a module of Python, or the reverse


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


class SourceLoader(importlib.machinery.SourceFileLoader):
    """Never takes cached bytecode: it would hide a change of the same length in the same second."""

    def get_code(self, fullname: str) -> typing.Any:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def load_module(path: str) -> types.ModuleType:
    """Runs a file once, as a module of its own that dataclasses and pickle can find."""
    loaded_path = os.path.abspath(path)
    if not path.endswith(".py"):
        raise LoadError(path, 1, "LoadError", "a Python include is a file whose name ends in .py.")
    folder, stem = os.path.dirname(loaded_path), os.path.basename(path)[:-len(".py")]
    name = f"{INCLUDE_PREFIX}{stem}"
    while name in sys.modules:
        name += "_"
    if folder not in sys.path:
        sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location(name, loaded_path,
                                                  loader=SourceLoader(name, loaded_path))
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
            if len(name.encode()) > MAX_NAME_BYTES:
                raise LoadError(path, line_of(function), "LoadError",
                                f"the name of a procedure has at most {MAX_NAME_BYTES} bytes.")
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
    included = [place for place in frames if place[3].startswith(INCLUDE_PREFIX)]
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
        try:  # not suppress(), which takes longer than flushing nothing
            stream.flush()
        except Exception:  # a procedure may have closed or replaced it
            pass


class Executor:
    """Runs one call at a time and answers it."""

    def __init__(self, link: Link, procedures: typing.Dict[bytes, Procedure]):
        self._link = link
        self._procedures = procedures

    def answer(self, call_id: int, data: bytes) -> None:
        """Runs a call and sends exactly one Result or Error for it."""
        try:
            name, metadata, arguments_at = parse_call(data)
            procedure = self._procedures.get(name)
            if procedure is None:
                raise self._no_such_procedure(name)
            arguments = procedure.bind(decode_arguments(data, arguments_at))
        except CallFailure as failure:
            self._link.send(error_frame(call_id, 0, NOT_STARTED, failure))
            return
        context = None
        if procedure.takes_context:
            context = CallContext(self._link, call_id, metadata)
            arguments.insert(0, context)
        self._run(call_id, procedure.function, arguments, context)

    def _no_such_procedure(self, name: bytes) -> CallFailure:
        text = name.decode("utf-8", "replace")
        known = [known.decode() for known in self._procedures]
        near = difflib.get_close_matches(text, known, 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "."
        return CallFailure(NO_SUCH_PROCEDURE, f"There is no procedure {text}{hint}",
                           {"name": text, "nearest": StringList(near)})

    def _run(self, call_id: int, function: typing.Callable, arguments: list,
             context: typing.Optional[CallContext]) -> None:
        failure = None
        start = time.perf_counter_ns()
        try:
            value = function(*arguments)
        except (SystemExit, LinkError):  # the process ends, and the server tells the caller how
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
                self._link.send(result_frame(call_id, ran, encode_value(value)))
                return
            except CallFailure as error:
                failure = error
        self._link.send(error_frame(call_id, ran, STARTED, failure))


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
    # Rather than SIG_IGN, which programs started by procedures would inherit.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    signal.signal(signal.SIGTERM, lambda number, frame: end_with_group())
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    arguments = (link.fileno(), readable)
    threading.Thread(target=watch, args=arguments, name="amp-watch", daemon=True).start()

    # A child must neither answer nor listen: what ends it early must not reach this process through
    # the pipe that both have for a moment.
    forking = threading.local()

    def hold_signals() -> None:
        forking.mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])

    def release_signals() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, forking.mask)

    def become_ordinary() -> None:
        link.close()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        release_signals()

    os.register_at_fork(before=hold_signals, after_in_parent=release_signals,
                        after_in_child=become_ordinary)


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
        kind, call_id, data = link.next_frame()
        if kind == FRAME_CALL:
            executor.answer(call_id, data)
        elif kind == FRAME_PING:
            link.send(frame(FRAME_PONG, call_id))
        elif kind == FRAME_GOODBYE:
            return
        elif kind != FRAME_CANCEL:  # a Cancel here is for a call that has ended
            raise LinkError(f"a message of type {kind} is not for workers")


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
        quit_with("amp_worker.py is started by amp-server, which gives it its link in AMP_LINK; "
                  "start amp-server --include=FILE.py instead.", EXIT_USAGE)


def describe(paths: typing.Sequence[str]) -> typing.NoReturn:
    """Prints what files publish. What they print themselves goes to stderr meanwhile."""
    answer = os.dup(1)
    os.dup2(2, 1)
    entries = [{"name": procedure.name, "signature": procedure.signature,
                "documentation": procedure.documentation}
               for procedure in load_includes(paths).values()]
    flush_output()
    os.dup2(answer, 1)
    print(json.dumps({"procedures": entries}))
    flush_output()
    os._exit(0)  # a thread that a file has started must not keep this process


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="amp_worker.py", description="The Python worker of AMP.")
    parser.add_argument("--include", action="append", default=[], metavar="FILE",
                        help="publish the functions of a Python file")
    parser.add_argument("--describe", nargs="+", metavar="FILE",
                        help="print the procedures of Python files as JSON, and end")
    return parser.parse_args()


def quit_with(sentence: str, code: int) -> typing.NoReturn:
    """Ends at once: a thread that an include has started must not keep a useless process."""
    print(sentence, file=sys.stderr)
    flush_output()
    os._exit(code)


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
