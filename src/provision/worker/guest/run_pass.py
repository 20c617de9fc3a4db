"""One pass: Salt run in a child, its events sent through a pipe."""

import os
import sys
import traceback

from .events import bounded, emit_to
from .render_errors import complete_errors
from .renew import imported, is_outdated, renew, start_anew
from .shortcuts import answer_at_once, keep_metadata, remember_files
from .stumble import stumble
from .veil import tell_secrets
from .watch import watch_states


class Runner:
    """How this session runs its passes: here, or in a process of their own where what is imported here no longer holds."""

    def __init__(self, root, askers, unit):
        self.root = root
        self.askers = askers
        self.unit = unit
        # The resident knows what there was when it imported Salt, long before this session.
        self.known = dict(imported(), **getattr(sys, "saltern_imported", {}))

    def run(self, command, out):
        """To be called in a child. `command`: the host's. `out`: descriptor for events."""
        if is_outdated(self.known):
            start_anew(command, out)
        renew(self.askers)
        run_pass(self.root, self.unit, command, emit_to(out))


def run_anew(root, unit, command, out):
    """A pass in a process that was made for it. Does not return."""
    # What is left of the program's text is not for Salt to read.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.set_inheritable(out, False)
    while "" in sys.path:
        sys.path.remove("")
    guard(lambda: run_pass(root, unit, command, emit_to(out)), emit_to(out))


def run_pass(root, unit, command, emit):
    """`salt-call`, with its answer caught before it is printed."""
    import warnings

    import salt.cli.call
    import salt.output

    # Salt switches these on again for itself; they are about its own code, and of no use to a formula's author.
    warnings.simplefilter("ignore", DeprecationWarning)

    def answer(data, *args, **kwargs):
        value = data.get("local") if isinstance(data, dict) else data
        if hasattr(value, "items"):
            value = {tag: bounded(result) for tag, result in value.items()}
        emit("returned", value=value, retcode=kwargs.get("_retcode"))

    salt.output.display_output = answer
    watch_states(emit, unit)
    complete_errors(emit)
    tell_secrets(emit, command.get("secrets"))
    answer_at_once(os.path.join(root, "srv"))
    remember_files()
    keep_metadata(os.path.join(root, "repositories"))
    config = os.path.join(root, "etc")
    sys.argv = ["salt-call", "--config-dir", config, "--local", "--no-color", "--retcode-passthrough"] + command["arguments"]
    salt.cli.call.SaltCall().run()


def start_pass(run, command, close):
    """`run(command, out)` in a child: gives its pid, its events and what it prints. `close`: descriptors not for it.

    Its output comes by a pipe of ours: a daemon that a state leaves behind must not hold the session open."""
    reader, writer = os.pipe()
    heard, said = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        os.close(said)
        return child, reader, heard

    def begin():
        os.setsid()
        os.dup2(said, 1)
        os.dup2(said, 2)
        for fd in (reader, heard, said) + tuple(close):
            os.close(fd)
        run(command, writer)

    guard(begin, emit_to(writer))


def guard(run, emit):
    """Runs it to its end, tells how it ended where that was no answer, and ends the process."""
    code = 0
    try:
        run()
    except SystemExit as end:
        emit("left", message=end.code if isinstance(end.code, str) else "", stumble=stumble(end))
    except BaseException as error:
        emit("crashed", message=traceback.format_exc(), stumble=stumble(error))
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                pass
        os._exit(code)
