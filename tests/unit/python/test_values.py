# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
"""Values keep their exact bytes on the way through Python, and hostile bytes are refused."""

import datetime
import enum
import struct
import unittest
import uuid
import zoneinfo

import amp_worker as amp

UTC = datetime.timezone.utc
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def encoded(value):
    return amp.encode_value(value).hex()


def decoded(text):
    return amp.decode_value(bytes.fromhex(text))


# As QDataStream (Qt_6_0) of Qt 6.4.2 writes them; date and time as resources/docs/values.md has it.
SAMPLES = {
    "null": ("0000000001", None),
    "bool": ("000000010001", True),
    "int": ("0000000200fffffffb", -5),
    "uint": ("000000030000000005", amp.UInt(5)),
    "qlonglong": ("0000000400fffffffffffffff9", amp.LongLong(-7)),
    "large qlonglong": ("00000004000000000080000000", 0x80000000),
    "qulonglong": ("00000005000000000000000007", amp.ULongLong(7)),
    "large qulonglong": ("0000000500ffffffffffffffff", 2 ** 64 - 1),
    "float": ("00000026003ff8000000000000", amp.Float(1.5)),
    "double": ("00000006003ff8000000000000", 1.5),
    "string": ("0000000a0000000008006100e9d83dde00", "aé😀"),
    "empty string": ("0000000a0000000000", ""),
    "null string": ("0000000a00ffffffff", amp.NullString()),
    "lone surrogates": ("0000000a0000000004de00d83d", "\ude00\ud83d"),
    "bytes": ("0000000c00000000026100", b"a\0"),
    "empty bytes": ("0000000c0000000000", b""),
    "null bytes": ("0000000c00ffffffff", amp.NullBytes()),
    "char": ("00000007000078", amp.Char("x")),
    "surrogate char": ("0000000700d83d", amp.Char("\ud83d")),
    "date": ("0000000e000000000000258ad2", datetime.date(2024, 2, 29)),
    "invalid date": ("0000000e008000000000000000", None),
    "date before the year 1": ("0000000e0000000000001a3d2f", None),
    "time": ("0000000f000038cefc", datetime.time(1, 2, 3, 4000)),
    "invalid time": ("0000000f00ffffffff", None),
    "UTC": ("00000010000000000000258b4d02932e0001", datetime.datetime(2024, 7, 1, 12, tzinfo=UTC)),
    "offset": ("00000010000000000000258b4d02932e000200001c20",
               datetime.datetime.fromisoformat("2024-07-01T12:00:00+02:00")),
    "zone": ("00000010000000000000258b4d02932e00030000001a"
             "004500750072006f00700065002f004200650072006c0069006e",
             datetime.datetime(2024, 7, 1, 12, tzinfo=BERLIN)),
    "invalid datetime": ("00000010008000000000000000ffffffff00", None),
    "datetime after the year 9999": ("00000010000000000000568de40000000001", None),
    "uuid": ("0000001e0067c8770b44f1410aab9af9b5446f13ee",
             uuid.UUID("67c8770b-44f1-410a-ab9a-f9b5446f13ee")),
    "url": ("000000110000000017687474703a2f2f612f254333254139253230623f713d31",
            amp.Url("http://a/%C3%A9%20b?q=1")),
    "empty url": ("0000001100ffffffff", amp.Url()),
    "list": ("000000090000000003000000020000000001"
             "0000000a000000000200780000000001", [1, "x", None]),
    "string list": ("0000000b0000000002000000020061ffffffff",
                    amp.StringList(["a", amp.NullString()])),
    "bytes list": ("000000310000000002" "0000000161ffffffff",
                   amp.ByteArrayList([b"a", amp.NullBytes()])),
    "map": ("0000000800000000020000000200610000000200000000010000000200620000000200"
            "00000002", {"a": 1, "b": 2}),
    "hash": ("0000001c0000000001000000020061000000020000000001", amp.Hash(a=1)),
    "null int": ("000000020100000000", None),
    "null string type": ("0000000a01ffffffff", None),
    "null list": ("000000090100000000", None),
    "null datetime": ("00000010018000000000000000ffffffff00", None),
}


class RoundTrip(unittest.TestCase):
    def test_bytes_survive(self):
        for name, (text, _) in SAMPLES.items():
            with self.subTest(name):
                self.assertEqual(encoded(decoded(text)), text)

    def test_values_are_ordinary(self):
        for name, (text, value) in SAMPLES.items():
            with self.subTest(name):
                if value is not None:
                    self.assertEqual(decoded(text), value)
                    self.assertIs(type(decoded(text)), type(value))
                    self.assertEqual(encoded(value), text)

    def test_all_in_one_list(self):
        texts = [text for text, _ in SAMPLES.values()]
        text = "0000000900" + f"{len(texts):08x}" + "".join(texts)
        self.assertEqual(encoded(decoded(text)), text)

    def test_doubles_keep_their_bits(self):
        for bits in ("7ff8000000000001", "8000000000000000", "fff0000000000000",
                     "0000000000000001", "4340000000000000"):
            self.assertEqual(encoded(decoded("0000000600" + bits)), "0000000600" + bits)

    def test_what_has_no_form_is_false_when_invalid(self):
        for name in ("invalid date", "invalid time", "invalid datetime", "null int"):
            self.assertFalse(decoded(SAMPLES[name][0]), name)
        self.assertTrue(decoded(SAMPLES["date before the year 1"][0]))


class Encoding(unittest.TestCase):
    def test_integers_take_the_first_type_that_holds_them(self):
        for value, type_id in ((2 ** 31 - 1, 2), (-2 ** 31, 2), (2 ** 31, 4), (-2 ** 63, 4),
                               (2 ** 63, 5), (2 ** 64 - 1, 5)):
            self.assertEqual(amp.encode_value(value)[:5], struct.pack(">IB", type_id, 0))
            self.assertEqual(decoded(encoded(value)), value)

    def test_subclasses_travel_as_their_base(self):
        color = enum.IntEnum("Color", "RED")
        self.assertEqual(encoded(color.RED), encoded(1))
        self.assertEqual(encoded(bytearray(b"a")), encoded(b"a"))
        self.assertEqual(encoded((1, 2)), encoded([1, 2]))

    def test_naive_time_is_local_and_travels_with_its_offset(self):
        naive = datetime.datetime(2024, 7, 1, 12)
        back = decoded(encoded(naive))
        self.assertEqual(back, naive.astimezone())
        self.assertEqual(back.replace(tzinfo=None), naive)

    def test_an_hour_shown_twice_travels_with_its_offset(self):
        for fold, hours in ((0, 2), (1, 1)):
            value = datetime.datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=fold)
            self.assertEqual(decoded(encoded(value)).utcoffset(), datetime.timedelta(hours=hours))

    def assert_fails(self, value, code, *words):
        with self.assertRaises(amp.CallFailure) as caught:
            amp.encode_value(value)
        self.assertEqual(caught.exception.code, code)
        for word in words:
            self.assertIn(word, caught.exception.message)
        return caught.exception

    def test_what_cannot_travel_is_named(self):
        cases = [({1}, "set"), (object(), "object"), (2 ** 64, "int"), (-2 ** 63 - 1, "int"),
                 ({1: 2}, "key of type int"), (amp.UInt(-1), "UInt"), (amp.Char("ab"), "Char"),
                 (amp.StringList(["a", 1]), "StringList"), (1j, "complex"),
                 (amp.Float(1e300), "Float"),
                 (datetime.time(1, tzinfo=UTC), "time zone"),
                 (datetime.datetime(2024, 3, 31, 2, 30, tzinfo=BERLIN), "does not exist")]
        for value, word in cases:
            with self.subTest(word):
                self.assert_fails(value, amp.NOT_SERIALIZABLE, word)

    def test_the_way_to_the_value_is_told(self):
        value = [0, {"x": (1, {2})}]
        failure = self.assert_fails(value, amp.NOT_SERIALIZABLE, "[1]['x'][1]", "set")
        self.assertEqual(failure.details, {"type": "set", "path": "[1]['x'][1]"})

    def test_a_list_that_contains_itself_ends(self):
        endless = []
        endless.append(endless)
        self.assert_fails(endless, amp.NOT_SERIALIZABLE, "32")

    def test_bounds(self):
        self.assertEqual(len(decoded(encoded([None] * 199_999))), 199_999)
        self.assert_fails([None] * 200_000, amp.TOO_LARGE, "200001", "200000")
        self.assert_fails(bytes(amp.MAX_FRAME_BYTES), amp.TOO_LARGE,
                          str(amp.MAX_PAYLOAD_BYTES), str(amp.MAX_FRAME_BYTES + 9))



class Hostile(unittest.TestCase):
    def assert_refused(self, text, code=amp.PROTOCOL_ERROR):
        with self.assertRaises(amp.CallFailure) as caught:
            decoded(text)
        self.assertEqual(caught.exception.code, code)

    def test_wrong_bytes(self):
        cases = {
            "empty": "", "cut off": "0000000200ffff", "left over": "000000020000000001ff",
            "unknown type": "0000000d0000000000", "marked as null": "000000020200000000",
            "null with a value": "000000020100000001", "not marked as null": "0000000000",
            "bool": "000000010002", "odd text": "0000000a0000000003000000",
            "text too long": "0000000a00fffffffe", "bytes too long": "0000000c0000000002ff",
            "float of a double": "00000026003fb999999999999a", "float too large":
            "0000002600547d42aea2879f2e", "day": "0000000e007fffffffffffffff",
            "time": "0000000f0005265c00", "kind": "00000010000000000000258b4d02932e0004",
            "local time": "00000010000000000000258b4d02932e0000",
            "offset": "00000010000000000000258b4d02932e000200015180",
            "key twice": "000000080000000002" + "0000000200610000000001" * 2,
            "url": "000000110000000001ff",
        }
        for name, text in cases.items():
            with self.subTest(name):
                self.assert_refused(text)

    def test_counts_are_checked_before_memory_is_taken(self):
        for type_id in (8, 9, 11, 28, 49, 10, 12, 17):
            for count in (2 ** 24, 2 ** 31, 2 ** 32 - 2):
                with self.subTest(type_id=type_id, count=count):
                    self.assert_refused(struct.pack(">IBI", type_id, 0, count).hex() + "00" * 16)

    def test_nesting(self):
        text = "000000090000000001"
        self.assertEqual(encoded(decoded(text * 31 + "000000090000000000")),
                         text * 31 + "000000090000000000")
        self.assert_refused(text * 32 + "000000090000000000")
        self.assert_refused(text * 100_000)

    def test_number_of_values(self):
        def nulls(count):
            return f"0000000900{count:08x}" + "0000000001" * count
        self.assertEqual(len(decoded(nulls(199_999))), 199_999)
        self.assert_refused(nulls(200_000))

    def test_zones_stay_in_the_database(self):
        for name in ("No/Such", "../../etc/passwd", "/etc/localtime", "Europe/../Europe/Berlin",
                     "", "Europe/Berlin\0", "Europe", "a" * 65):
            text = name.encode("utf-16-be")
            head = bytes.fromhex("00000010000000000000258b4d02932e0003")
            with self.subTest(name):
                self.assert_refused((head + struct.pack(">I", len(text)) + text).hex(),
                                    amp.NOT_SERIALIZABLE)

    def test_registered_types_are_named(self):
        with self.assertRaises(amp.CallFailure) as caught:
            decoded("00010000" "00" "00000003" "466f6f" "00000001" "00")
        self.assertEqual(caught.exception.code, amp.NOT_SERIALIZABLE)
        self.assertIn("Foo", caught.exception.message)

    def test_every_truncation_and_flip_is_refused_or_a_value(self):
        sample = bytes.fromhex("0000000900" + f"{len(SAMPLES):08x}"
                               + "".join(text for text, _ in SAMPLES.values()))
        for size in range(len(sample)):
            self.assert_refused(sample[:size].hex())
        for at in range(len(sample)):
            for mask in (0x01, 0x80, 0xFF):
                changed = bytearray(sample)
                changed[at] ^= mask
                try:
                    value = amp.decode_value(bytes(changed))
                except amp.CallFailure:
                    continue
                again = amp.encode_value(value)
                self.assertEqual(amp.encode_value(amp.decode_value(again)), again)

    def test_arguments(self):
        self.assertEqual(amp.decode_arguments(bytes.fromhex("ffff" "00000001" "0000000001"), 2),
                         [None])
        self.assertEqual(amp.decode_arguments(bytes(4)), [])
        for text in ("", "000000", "00000001", "0000000000", "ffffffff0000000001"):
            with self.assertRaises(amp.CallFailure):
                amp.decode_arguments(bytes.fromhex(text))


if __name__ == "__main__":
    unittest.main()
