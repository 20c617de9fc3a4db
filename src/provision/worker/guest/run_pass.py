"""One pass: Salt run in a child, its events sent through a pipe."""

import os
import sys
import traceback

from .events import emit_to
from .shortcuts import answer_at_once
from .watch import watch_states


def run_pass(root, arguments, emit):
    """`salt-call`, with its answer caught before it is printed."""
    import warnings

    import salt.cli.call
    import salt.output

    # Salt switches these on again for itself; they are about its own code, and of no use to a formula's author.
    warnings.simplefilter("ignore", DeprecationWarning)

    def answer(data, *args, **kwargs):
        emit("returned", value=data.get("local") if isinstance(data, dict) else data, retcode=kwargs.get("_retcode"))

    salt.output.display_output = answer
    watch_states(emit)
    answer_at_once(os.path.join(root, "srv"))
    config = os.path.join(root, "etc")
    sys.argv = ["salt-call", "--config-dir", config, "--local", "--no-color", "--retcode-passthrough"] + arguments
    salt.cli.call.SaltCall().run()


def start_pass(run, arguments, close):
    """`run(arguments, emit)` in a child: gives its pid, its events and what it prints. `close`: descriptors not for it.

    Its output comes by a pipe of ours: a daemon that a state leaves behind must not hold the session open."""
    reader, writer = os.pipe()
    heard, said = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        os.close(said)
        return child, reader, heard
    emit = emit_to(writer)
    code = 0
    try:
        os.setsid()
        os.dup2(said, 1)
        os.dup2(said, 2)
        for fd in (reader, heard, said):
            os.close(fd)
        for fd in close:
            os.close(fd)
        run(arguments, emit)
    except SystemExit as end:
        emit("left", message=end.code if isinstance(end.code, str) else "")
    except BaseException:
        emit("crashed", message=traceback.format_exc())
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                pass
        os._exit(code)
