"""Events for the host, one line of JSON each."""

import json
import os

from .bound import Bound


def emit_to(fd):
    def emit(event, **fields):
        # The event and its tag come first: whoever passes the line on reads only its beginning.
        told = dict(event=event)
        told.update(fields)
        write_all(fd, json.dumps(plain(told)).encode("ascii") + b"\n")

    return emit


def write_all(fd, data):
    # A view: to cut bytes off a long text after each write would copy it hundreds of times.
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def plain(value, bound=None):
    """What JSON can hold, whatever a state put into its result; texts cut as `bound` says. Default: not at all."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return value if bound is None else bound.cut(value)
    if isinstance(value, float):
        return value if value - value == 0 else repr(value)
    if hasattr(value, "items"):
        return {plain(k if isinstance(k, str) else str(k), bound): plain(v, bound) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, bound) for item in value]
    return plain(repr(value), bound)


def bounded(result):
    """A state's result with what is too long cut."""
    return plain(result, Bound())
