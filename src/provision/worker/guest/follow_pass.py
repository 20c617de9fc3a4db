"""The parent's side of a pass: hears the child, and ends it when it must not go on."""

import json
import os
import select
import time

from .bound import Printed
from .events import emit_to, write_all
from .processes import exited, kill_tree
from .run_pass import start_pass
from .speech import Speech

# As `events.py` writes them.
STARTED = b'{"event": "started", '
ENDED = b'{"event": "ended", "tag": '


def follow_pass(line, out, command, run):
    """Passes a child's events on, and ends it when it hangs or the host is gone. False: the host is gone."""
    emit = emit_to(out)
    child, reader, heard = start_pass(run, command, (line.fd, out))
    progress = Progress(command)
    whole = Whole()
    printed = Printed()
    speech = Speech(out)
    ended = False
    is_here = True
    while not ended:
        state_left, pass_left = progress.time_left()
        if min(state_left, pass_left) <= 0:
            kill_tree(child)
            emit("hung", limit="state" if state_left <= 0 else "pass", **progress.oldest())
            break
        # Asked before we look: what the child wrote is in the pipe by then, and none of it is left there.
        is_over = exited(child)
        wait = 0 if is_over else min(state_left, pass_left, 0.5)
        ready, _, _ = select.select([reader, heard, line.fd], [], [], wait)
        if line.fd in ready and not os.read(line.fd, 65536):
            kill_tree(child)
            is_here = False
            break
        said = printed.take(os.read(heard, 65536)) if heard in ready else b""
        # What the child told before it said that is in the pipe by now, and was not yet when we looked.
        is_told = reader in ready or (said != b"" and bool(select.select([reader], [], [], 0)[0]))
        data = os.read(reader, 1 << 20) if is_told else None
        # Something that the child left running may still hold the pipes: then the child's own end counts.
        ended = data == b"" or (is_over and not is_told)
        for text in whole.lines(data or b""):
            if speech.hear(text):
                write_all(out, text)
            progress.take(text)
        speech.say(said)
    if is_here:
        # Not more than a pipe holds: a daemon may go on printing for ever.
        if select.select([heard], [], [], 0)[0]:
            speech.say(printed.take(os.read(heard, 1 << 20)))
        speech.say(printed.rest())
        speech.end()
    os.close(reader)
    os.close(heard)
    status = os.waitpid(child, 0)[1]
    if is_here:
        emit("done", signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else None)
    return is_here


class Whole:
    """Lines out of pieces; each piece is looked at once, however long a line is."""

    def __init__(self):
        self.pieces = []

    def lines(self, data):
        """Those that are whole now, with their ends."""
        head, mark, tail = data.partition(b"\n")
        if not mark:
            self.pieces.append(data)
            return []
        found = [b"".join(self.pieces) + head + mark]
        rest = tail.split(b"\n")
        self.pieces = [rest.pop()]
        return found + [line + b"\n" for line in rest]


class Progress:
    """Which states are under way, and how long the pass may still take."""

    def __init__(self, command):
        self.state_seconds = command["stateMs"] / 1000.0
        self.pass_seconds = command["convergeMs"] / 1000.0
        self.began = self.moved = time.monotonic()
        self.open_states = {}

    def time_left(self):
        """Seconds: until a state must have ended, until the pass must have."""
        now = time.monotonic()
        return self.moved + self.state_seconds - now, self.began + self.pass_seconds - now

    def take(self, line):
        """Of what may be long, a state's result, only the beginning is read."""
        if line.startswith(STARTED):
            event = json.loads(line.decode("ascii"))
            self.open_states[event["tag"]] = {key: event.get(key) for key in ("id", "function", "sls")}
        elif line.startswith(ENDED):
            tag = json.JSONDecoder().raw_decode(line.decode("ascii"), len(ENDED))[0]
            self.open_states.pop(tag, None)
            self.moved = time.monotonic()

    def oldest(self):
        """The state that has been under way longest; empty when none is."""
        return next(iter(self.open_states.values()), {})
