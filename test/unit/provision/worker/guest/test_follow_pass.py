import json
import os
import select
import subprocess
import sys
import tempfile
import time
import unittest

from guest.events import emit_to
import guest.follow_pass as follow_module
from guest.follow_pass import Whole, follow_pass
from guest.line import Line

COMMAND = {"arguments": ["state.apply"], "stateMs": 20000, "convergeMs": 20000}
BAD = {"id": "bad", "function": "test.nop", "sls": "demo"}


class FollowTest(unittest.TestCase):
    def setUp(self):
        self.host = os.pipe()

    def follow(self, run, **change):
        """Whether the host is still here, and the events it was told."""
        with tempfile.TemporaryFile() as told:

            def start(command, out):
                run(command["arguments"], emit_to(out))

            is_here = follow_pass(Line(self.host[0]), told.fileno(), dict(COMMAND, **change), start)
            told.seek(0)
            return is_here, [json.loads(line.decode("ascii")) for line in told.read().splitlines()]

    def test_events(self):
        """passes on what the pass tells, in order, and says when it is over"""

        def run(arguments, emit):
            emit("planned", total=2)
            emit("returned", value=arguments, retcode=0)

        is_here, events = self.follow(run)

        self.assertTrue(is_here)
        self.assertEqual(
            events,
            [
                {"event": "planned", "total": 2},
                {"event": "returned", "value": ["state.apply"], "retcode": 0},
                {"event": "done", "signal": None},
            ],
        )

    def test_secrets(self):
        """tells what is secret before it passes on what was printed after that, however the looks fall"""

        def run(arguments, emit):
            os.write(2, b"before\n")
            for number in range(20):
                emit("secrets", values=["value %d" % number])
                os.write(2, b"value %d\n" % number)

        _, events = self.follow(run)

        known = []
        for event in events:
            known += event.get("values", [])
            for line in event.get("text", "").splitlines():
                self.assertTrue(line == "before" or line in known, line)
        self.assertIn("value 19", "".join(event.get("text", "") for event in events))

    def test_last_words(self):
        """hears what the pass tells and ends with, after we looked and before we ask whether it has ended"""

        gate, opened = os.pipe()

        def run(arguments, emit):
            os.read(gate, 1)
            emit("returned", value=1, retcode=0)

        look = select.select

        def too_early(readers, writers, errors, wait):
            # All that the child does, it does after this look.
            os.write(opened, b".")
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            follow_module.select.select = look
            return [], [], []

        self.addCleanup(setattr, follow_module.select, "select", look)
        follow_module.select.select = too_early

        self.assertEqual([event["event"] for event in self.follow(run)[1]], ["returned", "done"])

    def test_child(self):
        """runs each pass in a process of its own: what one leaves behind the next does not find"""
        seen = []

        def run(arguments, emit):
            seen.append(1)
            emit("returned", value=len(seen), retcode=None)

        first = self.follow(run)[1]
        second = self.follow(run)[1]

        self.assertEqual(first[0]["value"], 1)
        self.assertEqual(second[-2]["value"], 1)

    def test_ends(self):
        """tells how a pass ended that gave no answer"""

        def leave(arguments, emit):
            sys.exit("no such function")

        def crash(arguments, emit):
            raise ValueError("broken")

        left, crashed = self.follow(leave)[1][0], self.follow(crash)[1][0]

        self.assertEqual(left, {"event": "left", "message": "no such function", "stumble": None})
        self.assertEqual(crashed["event"], "crashed")
        self.assertIn("ValueError: broken", crashed["message"])

    def test_killed(self):
        """tells by which signal a pass was ended that gave no answer"""

        def run(arguments, emit):
            os.kill(os.getpid(), 15)

        self.assertEqual(self.follow(run)[1], [{"event": "done", "signal": 15}])

    def test_long(self):
        """passes on what is very long, whole and in order, and keeps count of what is under way"""
        size = 8 << 20

        def run(arguments, emit):
            emit("started", tag="1", id="long", function="test.nop", sls="demo")
            emit("ended", tag="1", result={"comment": "x" * size, "event": "started"})
            emit("started", tag="2", **BAD)
            emit("returned", value={"1": "y" * size}, retcode=0)
            time.sleep(600)

        _, events = self.follow(run, stateMs=4000)

        self.assertEqual([event["event"] for event in events], ["started", "ended", "started", "returned", "hung", "done"])
        self.assertEqual(events[1]["result"]["comment"], "x" * size)
        self.assertEqual(events[3]["value"], {"1": "y" * size})
        self.assertEqual(events[4]["id"], "bad")

    def test_hung_state(self):
        """ends a pass whose state hangs, names the state, and ends what it started"""

        def run(arguments, emit):
            emit("started", tag="1", id="good", function="test.nop", sls="demo")
            emit("ended", tag="1", result={})
            emit("started", tag="2", **BAD)
            subprocess.call(["sleep", "4712"])

        _, events = self.follow(run, stateMs=400)

        self.assertEqual(events[-2:], [dict(BAD, event="hung", limit="state"), {"event": "done", "signal": 9}])
        self.assertTrue(is_gone(b"sleep\x004712\0"))

    def test_hung_pass(self):
        """ends a pass that takes too long although its states end, and names what was under way"""

        def run(arguments, emit):
            number = 0
            while True:
                number += 1
                emit("started", tag=str(number), **BAD)
                time.sleep(0.05)
                emit("ended", tag=str(number), result={})

        _, events = self.follow(run, stateMs=5000, convergeMs=600)

        self.assertEqual((events[-2]["event"], events[-2]["limit"]), ("hung", "pass"))

    def test_render(self):
        """names no state when none had started"""

        def run(arguments, emit):
            time.sleep(600)

        _, events = self.follow(run, convergeMs=300)

        self.assertEqual(events[0], {"event": "hung", "limit": "pass"})

    def test_gone(self):
        """ends the pass at once when the host is gone, and says nothing more"""

        def run(arguments, emit):
            subprocess.call(["sleep", "4713"])

        os.close(self.host[1])
        began = time.monotonic()
        is_here, events = self.follow(run)

        self.assertFalse(is_here)
        self.assertEqual(events, [])
        self.assertLess(time.monotonic() - began, 10)
        self.assertTrue(is_gone(b"sleep\x004713\0"))

    def test_daemon(self):
        """ends with its child although a daemon it left behind still holds the pipes"""

        def run(arguments, emit):
            daemon = subprocess.Popen(["sleep", "30"], start_new_session=True)
            emit("returned", value=daemon.pid, retcode=0)

        began = time.monotonic()
        _, events = self.follow(run)
        os.kill(events[0]["value"], 9)

        self.assertEqual(events[-1], {"event": "done", "signal": None})
        self.assertLess(time.monotonic() - began, 10)


class WholeTest(unittest.TestCase):
    def test_pieces(self):
        """puts lines together again wherever they were cut"""
        text = b"\nfirst\n\nsecond, longer\nthird\nno end"
        for size in range(1, len(text) + 1):
            whole = Whole()
            found = [line for at in range(0, len(text), size) for line in whole.lines(text[at : at + size])]

            self.assertEqual(found, [b"\n", b"first\n", b"\n", b"second, longer\n", b"third\n"])


def is_gone(command_line):
    """What was killed is gone a moment later."""
    until = time.monotonic() + 10
    while command_line in command_lines():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def command_lines():
    found = set()
    for name in os.listdir("/proc"):
        try:
            with open("/proc/%s/cmdline" % name, "rb") as file:
                found.add(file.read())
        except OSError:
            continue
    return found
