"""What Salt itself says of errors while a state runs: often the only place where the reason stands."""

import difflib
import logging
import os
import subprocess

from .bound import Bound

LINES = 20
CHARACTERS = 2000
# For one answer of systemd: seconds that it may take, bytes that are kept of it.
ANSWER_SECONDS = 5
ANSWER = 1 << 15
NOT_FOUND = "was not found in SLS"
SYSTEMD = "/run/systemd/system"


class Errors(logging.Handler):
    """The error lines since they were last taken; of very many the last."""

    def __init__(self):
        logging.Handler.__init__(self, logging.ERROR)
        self.said = []

    def emit(self, record):
        try:
            text = record.getMessage()
        except Exception:
            return
        self.said.append(Bound(CHARACTERS).cut(text))
        del self.said[:-LINES]

    def take(self):
        said, self.said = self.said, []
        return said


def hear_errors():
    heard = Errors()
    logging.getLogger().addHandler(heard)
    return heard


def unit_of(tag, result, questions):
    """What systemd says of the unit of a service whose state failed: the answer to each of the questions, which are
    commands that lack its name. None of all else, and without systemd."""
    if not tag.startswith("service_|-") or result.get("result") is not False or not result.get("name"):
        return None
    # One that only waits for another state did not run.
    if result.get("__state_ran__") is False or not os.path.isdir(SYSTEMD):
        return None
    return {name: ask(command + [str(result["name"])]) for name, command in questions.items()}


def near_of(states, tag, result):
    """The function of a state that was most likely meant by one that Salt does not know; None: none is near, or it is one
    that this machine lacks something for. `states`: Salt's loader of states."""
    if result.get("result") is not False or NOT_FOUND not in str(result.get("comment")):
        return None
    parts = tag.split("_|-")
    wanted = "%s.%s" % (parts[0], parts[-1])
    try:
        known = list(states)
        if parts[0] in states.missing_modules:
            return None
    except Exception:
        return None
    return next(iter(difflib.get_close_matches(wanted, known, 1, 0.8)), None)


def ask(command):
    try:
        said = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=ANSWER_SECONDS,
            env=dict(os.environ, LC_ALL="C"),
        ).stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return said[-ANSWER:].decode("utf-8", "replace")
