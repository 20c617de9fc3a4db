import errno
import socket
import unittest

from guest.stumble import stumble, trouble_in


def run_as(module, text, **known):
    """What running this text in a function of that module raises."""
    space = dict(known, __name__=module)
    exec(compile(text, module, "exec"), space)
    try:
        space["go"]()
    except BaseException as error:
        return error
    return None


RENDER = """
def render_state(sls):
    raise ERROR

def go():
    render_state("web.config")
"""

COMPILE = """
def go():
    for name, body in {"bad": {"__sls__": "web", "test": []}}.items():
        dict.fromkeys([]).update([["x"]])
"""

CALL = """
def go():
    low = {"__id__": "wanted", "__sls__": "web", "name": "x"}
    OTHER()
"""

CALLER = """
import sys

def go():
    try:
        STATES()
    except TypeError:
        sys.exit(1)
"""


class StumbleTest(unittest.TestCase):
    def test_render(self):
        """names the sls that Salt was at work on, and the reason"""
        found = stumble(run_as("salt.state", RENDER, ERROR=ValueError("no such thing")))

        self.assertEqual(
            found, {"reason": "ValueError: no such thing", "part": "state", "sls": "web.config", "id": None}
        )

    def test_pillar(self):
        """tells the pillar from the states"""
        found = stumble(run_as("salt.pillar", RENDER, ERROR=KeyError("x")))

        self.assertEqual((found["part"], found["sls"]), ("pillar", "web.config"))

    def test_declaration(self):
        """names the declaration that could not be compiled"""
        found = stumble(run_as("salt.state", COMPILE))

        self.assertEqual((found["sls"], found["id"]), ("web", "bad"))
        self.assertIn("ValueError: dictionary update sequence", found["reason"])

    def test_state(self):
        """names the state that was to run"""
        found = stumble(run_as("salt.state", CALL, OTHER=lambda: [].pop()))

        self.assertEqual((found["sls"], found["id"], found["reason"]), ("web", "wanted", "IndexError: pop from empty list"))

    def test_caller(self):
        """finds what salt-call turned into an exit status"""
        states = lambda: (_ for _ in ()).throw(run_as("salt.state", RENDER, ERROR=TypeError("unhashable")))

        found = stumble(run_as("salt.cli.caller", CALLER, STATES=states))

        self.assertEqual((found["sls"], found["reason"]), ("web.config", "TypeError: unhashable"))

    def test_own_exit(self):
        """takes the exit of a formula's own module for its fault"""
        leave = run_as("salt.state", CALL, OTHER=lambda: run("salt.loaded.ext.states.own", "def go():\n    raise SystemExit(3)"))

        self.assertEqual(stumble(leave)["id"], "wanted")

    def test_signal(self):
        """blames no formula for a signal that ended Salt in the midst of it"""
        leave = run_as("salt.state", CALL, OTHER=lambda: run("salt.utils.parsers", "def go():\n    raise SystemExit(0)"))

        self.assertIsNone(stumble(leave))

    def test_salt(self):
        """blames no formula for what breaks before Salt looks at it"""
        self.assertIsNone(stumble(run_as("salt.minion", RENDER, ERROR=ValueError("x"))))
        self.assertIsNone(stumble(run_as("salt.state", RENDER.replace("render_state", "load_modules"), ERROR=ValueError("x"))))
        self.assertIsNone(stumble(SystemExit(1)))


class TroubleTest(unittest.TestCase):
    def test_machine(self):
        """blames no formula when the machine fails, also where that was wrapped"""
        for error in (
            MemoryError(),
            KeyboardInterrupt(),
            OSError(errno.ENOSPC, "No space left on device"),
            OSError(errno.EROFS, "Read-only file system"),
            ConnectionResetError(),
            socket.gaierror(-2, "Name or service not known"),
        ):
            self.assertIsNone(stumble(run_as("salt.state", RENDER, ERROR=error)), error)
            wrapped = ValueError("rendering failed")
            wrapped.__context__ = error
            self.assertIs(trouble_in(wrapped), error)

    def test_formula(self):
        """does not take a formula's own errors for the machine's"""
        for error in (OSError(errno.ENOENT, "x"), PermissionError(errno.EACCES, "x"), RecursionError(), ValueError("MemoryError")):
            self.assertIsNone(trouble_in(error))

    def test_loop(self):
        """comes to an end where errors come from each other"""
        one, two = ValueError(1), ValueError(2)
        one.__context__, two.__context__ = two, one

        self.assertIsNone(trouble_in(one))


def run(module, text):
    raise run_as(module, text)
