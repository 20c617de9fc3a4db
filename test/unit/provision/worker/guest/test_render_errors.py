import unittest
from types import SimpleNamespace

from guest.render_errors import MARKER, describe, point_at


def mark(line, column):
    return SimpleNamespace(line=line, column=column)


def trouble(context=None, context_mark=None, note=None):
    return SimpleNamespace(problem_mark=mark(5, 4), context=context, context_mark=context_mark, note=note)


class DescribeTest(unittest.TestCase):
    def test_order(self):
        """says what is wrong first, then where, then what was read"""
        said = describe("no '-'", trouble("while parsing a collection", mark(3, 4)))

        self.assertEqual(said, "no '-': line 6, column 5, while parsing a collection that begins in line 4")

    def test_little(self):
        """says no more than is known"""
        self.assertEqual(describe("bad", trouble()), "bad: line 6, column 5")
        self.assertEqual(describe("bad", trouble("while scanning", mark(5, 0))), "bad: line 6, column 5, while scanning")
        self.assertEqual(describe("bad", trouble(note="try that")), "bad: line 6, column 5\ntry that")


class PointTest(unittest.TestCase):
    def test_caret(self):
        """puts a caret below the sign, tabs and all"""
        self.assertEqual(point_at("a:\n\tb: c", 1, 3), ("a:\n\tb: c\n", MARKER + "\n\t  ^"))

    def test_end(self):
        """makes a line to point at where the text ends too early"""
        self.assertEqual(point_at("bad: [\n", 1, 0), ("bad: [\n\n", MARKER + "\n^"))
        self.assertEqual(point_at("", 0, 2), ("\n", MARKER + "\n  ^"))
