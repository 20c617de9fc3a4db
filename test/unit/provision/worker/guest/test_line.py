import os
import struct
import unittest

from guest.line import Frames, Line


def piped(*chunks):
    """A pipe that gives one of these chunks per read and then ends; the child that writes waits for its reader."""
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        return reader
    os.close(reader)
    import fcntl
    import termios
    import time

    for chunk in chunks:
        os.write(writer, chunk)
        while struct.unpack("i", fcntl.ioctl(writer, termios.FIONREAD, b"\0\0\0\0"))[0]:
            time.sleep(0.001)
    os._exit(0)


def frame(data):
    return struct.pack(">I", len(data)) + data


class LineTest(unittest.TestCase):
    def test_commands(self):
        """reads a command that comes in pieces, and two that come in one"""
        line = Line(piped(b'{"comm', b'and": "one"}\n{"command": "two"}\n{"command"', b': "\xc3', b'\xa4"}\n'))

        self.assertEqual(line.command(), {"command": "one"})
        self.assertEqual(line.command(), {"command": "two"})
        self.assertEqual(line.command(), {"command": "\u00e4"})

    def test_gone(self):
        """tells a host that is gone, also in the middle of a command"""
        self.assertIsNone(Line(piped()).command())
        self.assertIsNone(Line(piped(b'{"command"')).command())

    def test_bytes(self):
        """leaves what follows a command to be read as bytes, however it is cut"""
        line = Line(piped(b"{}\nab", b"c", b"defgh"))

        self.assertEqual(line.command(), {})
        self.assertEqual(line.exactly(4), b"abcd")
        self.assertEqual(line.exactly(4), b"efgh")
        self.assertRaises(EOFError, line.exactly, 1)


class FramesTest(unittest.TestCase):
    def test_borders(self):
        """puts frames together whatever the reads and the frames are cut like"""
        data = frame(b"one") + frame(b"two and ") + frame(b"three") + frame(b"")
        for size in (1, 3, 5, len(data)):
            line = Line(piped(*[data[at : at + size] for at in range(0, len(data), size)]))
            frames = Frames(line)

            self.assertEqual(frames.read(4), b"onet")
            self.assertEqual(frames.read(100), b"wo and three")
            self.assertEqual(frames.read(100), b"")

    def test_rest(self):
        """takes nothing of what follows the empty frame"""
        line = Line(piped(frame(b"data") + frame(b"") + b'{"command": "apply"}\n'))
        frames = Frames(line)

        self.assertEqual(frames.read(100), b"data")
        self.assertEqual(frames.read(100), b"")
        self.assertEqual(line.command(), {"command": "apply"})

    def test_cut(self):
        """is an end of file when the host goes within a frame"""
        frames = Frames(Line(piped(frame(b"whole") + frame(b"cut off")[:6])))

        self.assertRaises(EOFError, frames.read, 100)
