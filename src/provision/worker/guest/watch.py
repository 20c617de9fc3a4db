"""Reports each state of a pass as it starts and ends."""

import os
from itertools import islice

from .errors import hear_errors, near_of, unit_of
from .events import bounded


def watch_states(emit, questions):
    """Reports each state as it starts and ends, by wrapping the methods that Salt runs states through. `questions`: see
    `unit_of`."""
    import salt.state

    state = salt.state.State
    call, call_chunk, call_chunks, reconcile = state.call, state.call_chunk, state.call_chunks, state.reconcile_procs
    own = os.getpid()
    seen = [0]
    parallel = []
    errors = hear_errors()
    # What a state that watches does after a change has another function, and ends under the state's own name.
    at_work = []
    # A state may run states by itself, which are no part of this pass.
    outer = []

    def is_outer(one):
        return bool(outer) and one is outer[0]

    def tell(running, states):
        if os.getpid() != own or not isinstance(running, dict):
            return
        fresh = list(islice(running.items(), seen[0], None))
        seen[0] += len(fresh)
        waiting = [(tag, running.get(tag)) for tag in parallel]
        del parallel[:]
        for tag, result in waiting + fresh:
            if not isinstance(result, dict):
                continue
            if "proc" in result:
                parallel.append(tag)
            else:
                near, unit = near_of(states, tag, result), unit_of(tag, result, questions)
                emit("ended", tag=tag, result=bounded(result), errors=errors.take(), near=near, unit=unit)

    def watched_chunks(self, chunks, *args, **kwargs):
        if not outer:
            outer.append(self)
        if is_outer(self):
            # The same state written twice runs once.
            tags = {salt.state._gen_tag(low) for low in chunks}
            emit("planned", total=len(tags), test=bool(self.opts.get("test")))
        return call_chunks(self, chunks, *args, **kwargs)

    def watched_chunk(self, low, running, *args, **kwargs):
        at_work.append(salt.state._gen_tag(low))
        try:
            result = call_chunk(self, low, running, *args, **kwargs)
        finally:
            at_work.pop()
        if is_outer(self):
            tell(result, self.states)
        return result

    def watched_call(self, low, *args, **kwargs):
        if os.getpid() == own and is_outer(self) and not low.get("__prereq__"):
            errors.take()
            emit(
                "started",
                tag=at_work[-1] if at_work else salt.state._gen_tag(low),
                id=low.get("__id__"),
                function="{}.{}".format(low.get("state"), low.get("fun")),
                sls=low.get("__sls__"),
            )
        return call(self, low, *args, **kwargs)

    def watched_reconcile(self, running, *args, **kwargs):
        result = reconcile(self, running, *args, **kwargs)
        if parallel and is_outer(self):
            tell(running, self.states)
        return result

    state.call = watched_call
    state.call_chunk = watched_chunk
    state.call_chunks = watched_chunks
    state.reconcile_procs = watched_reconcile
