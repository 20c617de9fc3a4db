import unittest

from guest.bound import LEAST, Bound, Printed
from guest.events import bounded


class BoundTest(unittest.TestCase):
    def test_short(self):
        """leaves alone what is not too long"""
        self.assertEqual(Bound(10, 100).cut("0123456789"), "0123456789")

    def test_long(self):
        """keeps beginning and end of a long text, and says how many bytes were between them"""
        self.assertEqual(Bound(4, 1000).cut("ab" + "\u00e4" * 5 + "yz"), "ab\n\u2026 10 bytes cut \u2026\nyz")

    def test_together(self):
        """cuts many texts of one state further and further, whatever holds them"""
        bound = Bound(1000, 1500)
        cut = [len(bound.cut("x" * 1000)) for _ in range(4)]

        self.assertEqual(cut[:1], [1000])
        self.assertTrue(all(LEAST <= size < 600 for size in cut[1:]), cut)

    def test_result(self):
        """cuts keys, nested values and what is no text at all"""
        size = 1 << 20
        result = bounded({"x" * size: ["y" * size, {"z": b"z" * size}], "odd": Long(), "comment": "short", "result": None})

        self.assertEqual((result["comment"], result["result"]), ("short", None))
        self.assertLess(len(repr(result)), 4 * (1 << 18) + 1000)
        self.assertEqual(repr(result).count("bytes cut"), 4)

    def test_nothing(self):
        """lets a result be whatever a state function made of it"""
        self.assertEqual([bounded(None), bounded(False), bounded([]), bounded("x")], [None, False, [], "x"])


class Long(object):
    def __repr__(self):
        return "w" * (1 << 20)


class PrintedTest(unittest.TestCase):
    def said(self, printed, data, size):
        now = [printed.take(data[at : at + size]) for at in range(0, len(data), size)]
        return b"".join(now) + printed.rest()

    def test_short(self):
        """passes on what a pass prints as it comes, as long as it is not too much"""
        printed = Printed(8, 8)

        self.assertEqual(printed.take(b"12345"), b"12345")
        self.assertEqual(printed.rest(), b"")

    def test_long(self):
        """leaves out the middle of what is too much, with a note, however it comes"""
        data = b"begins.." + b"x" * 100 + b"..ending"
        whole = "begins..\n\u2026 100 bytes cut \u2026\n..ending".encode("utf-8")

        for size in (1, 3, 8, 50, 200):
            self.assertEqual(self.said(Printed(8, 8), data, size), whole)

    def test_all(self):
        """cuts nothing where both parts together are the whole"""
        self.assertEqual(self.said(Printed(8, 8), b"0123456789abcdef", 5), b"0123456789abcdef")
