"""Runs Salt in a guest for saltern: one process per session, one forked child per pass.

Sent over stdin and run by the Python that holds Salt, so nothing has to be installed. Talks in lines of JSON: commands
on stdin, events on the first stdout. Salt and what it starts never see either: their stdout is our stderr.

Salt is imported once. Each pass is what `salt-call --local state.apply` does from its first line on (configuration,
grains, pillar, loaders all fresh), in a child, so that a pass leaves nothing behind and a hanging state can be killed.
"""

import os
import sys
import traceback

from .bundle import holdings, start_receiver
from .events import emit_to
from .follow_pass import follow_pass
from .line import Line
from .run_pass import Runner, run_anew
from .shortcuts import remember_entry_points


def main(settings):
    """`root`: the guest folder that is served. `needed`, `likely`, `askers`: names of modules, from `modules.json`. `boot`:
    text of `boot.py`. `unit`: what is asked of a unit that failed. `pass`: there is but this one pass to run, for a session
    elsewhere. `upload`: there is none."""
    root = settings["root"]
    if "pass" in settings:
        own = settings["pass"]
        run_anew(root, settings["unit"], own["command"], own["events"])
    line, out = take_streams()
    emit = emit_to(out)
    emit("hello", have=holdings(root))
    receiver = start_receiver(root, line, emit)
    if "upload" in settings:
        if os.waitpid(receiver, 0)[1] != 0:
            sys.exit(1)
        emit("ready", salt="")
        return
    try:
        import_needed(settings["needed"])
    except BaseException:
        emit("trouble", kind="import", message=traceback.format_exc())
        return
    remember_entry_points()
    if import_likely(settings["likely"], receiver) != 0:
        sys.exit(1)
    import salt.version

    runner = Runner(root, settings["askers"], settings["unit"])
    emit("ready", salt=salt.version.__version__)
    while True:
        command = line.command()
        if command is None or not follow_pass(line, out, command, runner.run):
            return


def take_streams():
    """Keeps stdin for commands and stdout for events: anything else finds stdin empty, and prints to stderr."""
    line = Line(os.dup(0))
    out = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return line, out


def import_needed(names):
    for name in names:
        __import__(name)
    # Some of what these load puts the working directory first in `sys.path`.
    while "" in sys.path:
        sys.path.remove("")


def import_likely(names, receiver):
    """Uses the time that the upload takes. Gives the receiver's exit status."""
    for name in names:
        pid, status = os.waitpid(receiver, os.WNOHANG)
        if pid:
            return status
        try:
            __import__(name)
        except BaseException:
            continue
    return os.waitpid(receiver, 0)[1]
