"""Where what Salt prints goes: to the standard error, as it always did, until something is secret."""

import codecs

from .events import emit_to, write_all

# As `events.py` writes them.
HUSH = b'{"event": "hush"'
UNHUSH = b'{"event": "unhush"'
SECRETS = b'{"event": "secrets"'
UNHIDDEN = b'{"event": "unhidden"'
LEFT_OUT = (
    "\u2026 %d bytes that Salt said are left out: its pillar was not rendered to the end, "
    "so it is not known what in them is secret \u2026\n"
)


class Speech:
    """Two streams do not keep their order on the way to the host. So once something is secret, what is printed goes among
    the events: the host has heard by then what it must hide. Nothing goes on while it is not known what that is."""

    def __init__(self, out):
        self.emit = emit_to(out)
        self.is_among = False
        self.is_hushed = False
        self.held = []
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def hear(self, line):
        """Whether the host is to be told this event."""
        if line.startswith(HUSH):
            self.is_among = self.is_hushed = True
            return False
        if line.startswith(UNHUSH):
            self.is_hushed = False
            held, self.held = self.held, []
            self.say(b"".join(held))
            return False
        if line.startswith(SECRETS):
            self.is_among = True
        if line.startswith(UNHIDDEN):
            self.is_hushed = True
        return True

    def say(self, data):
        if not data:
            return
        if self.is_hushed:
            self.held.append(data)
        elif self.is_among:
            self.emit("said", text=self.decoder.decode(data))
        else:
            write_all(2, data)

    def end(self):
        if self.is_hushed and self.held:
            self.emit("said", text=LEFT_OUT % sum(len(data) for data in self.held))
