"""Events for the host, one line of JSON each."""

import json
import os


def emit_to(fd):
    def emit(event, **fields):
        fields["event"] = event
        write_all(fd, json.dumps(plain(fields)).encode("ascii") + b"\n")

    return emit


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data) :]


def plain(value):
    """What JSON can hold, whatever a state put into its result."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if hasattr(value, "items"):
        return {k if isinstance(k, str) else str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return repr(value)
