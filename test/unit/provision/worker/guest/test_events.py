import json
import os
import unittest
from collections import OrderedDict

from guest.events import emit_to, plain


class Odd(object):
    def __repr__(self):
        return "<odd>"


class PlainTest(unittest.TestCase):
    def test_json(self):
        """leaves alone what JSON can hold"""
        value = {"a": [1, 1.5, True, None, "\u00e4"], "b": {}}

        self.assertEqual(plain(value), value)
        self.assertIs(plain(True), True)

    def test_odd(self):
        """makes text of what JSON cannot hold"""
        self.assertEqual(plain(float("inf")), "inf")
        self.assertEqual(plain(float("nan")), "nan")
        self.assertEqual(plain(b"\xffbytes"), "\ufffdbytes")
        self.assertEqual(plain(Odd()), "<odd>")
        self.assertEqual(plain([Odd(), (1, b"x")]), ["<odd>", [1, "x"]])

    def test_maps(self):
        """makes plain maps of maps of any kind, their keys text, their order kept"""
        value = OrderedDict([(2, "two"), (None, {True: {"x"}}), ("a", 1)])

        self.assertEqual(list(plain(value).items()), [("2", "two"), ("None", {"True": ["x"]}), ("a", 1)])


class EmitTest(unittest.TestCase):
    def test_line(self):
        """tells an event as one line of ASCII, whatever is in it"""
        reader, writer = os.pipe()

        emit_to(writer)("ended", tag="a\nb", result={"comment": "\u00e4\u2028", "odd": Odd()})
        os.close(writer)
        with os.fdopen(reader, "rb") as file:
            lines = file.read().splitlines()

        self.assertEqual(len(lines), 1)
        event = json.loads(lines[0].decode("ascii"))
        self.assertEqual(
            event, {"event": "ended", "tag": "a\nb", "result": {"comment": "\u00e4\u2028", "odd": "<odd>"}}
        )
