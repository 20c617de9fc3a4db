"""What Salt itself says of errors while a state runs: often the only place where the reason stands."""

import logging
import subprocess

from .bound import Bound

LINES = 20
CHARACTERS = 2000
JOURNAL_SECONDS = 5


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


def journal_of(tag, result):
    """The last lines of the journal of a service whose state failed; empty for all else, and without systemd."""
    if not tag.startswith("service_|-") or result.get("result") is not False or not result.get("name"):
        return []
    command = ["journalctl", "--unit", str(result["name"]), "--lines", "15", "--no-pager", "--output", "short-iso"]
    try:
        said = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=JOURNAL_SECONDS
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    lines = said.decode("utf-8", "replace").splitlines()
    return [line for line in lines if not line.startswith("-- ")]
