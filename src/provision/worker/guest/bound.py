"""Cuts long texts: a state may answer with more than anybody can read, keep or send."""

# Characters of one text, of all texts of one state together, and of a text once that is used up.
TEXT = 1 << 18
TOGETHER = 1 << 22
LEAST = 200


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
