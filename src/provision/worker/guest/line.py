"""What comes from the host: commands, one line of JSON each, and the bundle's bytes between them."""

import json
import os
import struct


class Line:
    """Reads commands byte-exactly: a buffered reader would swallow what another process is to read."""

    def __init__(self, fd):
        self.fd = fd
        self.buffer = b""

    def exactly(self, size):
        while len(self.buffer) < size:
            data = os.read(self.fd, max(65536, size - len(self.buffer)))
            if not data:
                raise EOFError
            self.buffer += data
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def command(self):
        """None: the host is gone."""
        while b"\n" not in self.buffer:
            data = os.read(self.fd, 65536)
            if not data:
                return None
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line.decode("utf-8"))


class Frames:
    """A file object over chunks of 4 bytes length and data; an empty chunk ends it."""

    def __init__(self, line):
        self.line = line
        self.buffer = b""
        self.ended = False

    def read(self, size):
        while len(self.buffer) < size and not self.ended:
            length = struct.unpack(">I", self.line.exactly(4))[0]
            if length == 0:
                self.ended = True
            else:
                self.buffer += self.line.exactly(length)
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data
