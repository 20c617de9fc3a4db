"""Cuts long texts: a state may answer and print more than anybody can read, keep or send."""

from collections import deque

# Characters of one text, of all texts of one state together, and of a text once that is used up.
TEXT = 1 << 18
TOGETHER = 1 << 22
LEAST = 200
# Bytes of what a pass prints, of its beginning and of its end.
PRINTED = 1 << 21


class Bound:
    """Keeps the beginning and the end of what is too long, and says how much was cut between them."""

    def __init__(self, text=TEXT, together=TOGETHER):
        self.text = text
        self.left = together

    def cut(self, text):
        room = min(self.text, max(LEAST, self.left))
        if len(text) > room:
            first, last = text[: room // 2], text[len(text) - room // 2 :]
            size = len(text[len(first) : len(text) - len(last)].encode("utf-8", "replace"))
            text = "%s\n\u2026 %d bytes cut \u2026\n%s" % (first, size, last)
        self.left -= len(text)
        return text


class Printed:
    """What a pass prints: its beginning at once, its end when it is over."""

    def __init__(self, first=PRINTED, last=PRINTED):
        self.first = first
        self.last = last
        self.pieces = deque()
        self.held = 0
        self.cut = 0

    def take(self, data):
        """What of it is to be passed on now."""
        now, later = data[: self.first], data[self.first :]
        self.first -= len(now)
        if later:
            self.pieces.append(later)
            self.held += len(later)
        while self.pieces and self.held - len(self.pieces[0]) >= self.last:
            gone = len(self.pieces.popleft())
            self.held -= gone
            self.cut += gone
        return now

    def rest(self):
        """What was held back, after a note of what was cut."""
        held = b"".join(self.pieces)
        self.cut += max(0, len(held) - self.last)
        note = ("\n\u2026 %d bytes cut \u2026\n" % self.cut).encode("utf-8") if self.cut else b""
        return note + held[-self.last :]
