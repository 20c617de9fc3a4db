"""A child and all that it started."""

import os
import signal


def kill_tree(top):
    """The child and all it started; twice, for what was being forked meanwhile."""
    for _ in range(2):
        for pid in descendants(top):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass


def descendants(top):
    """`top` and what comes from it, by parent or by session: a daemon has left its parent, not its session."""
    parents = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % name, "rb") as file:
                fields = file.read().rsplit(b")", 1)[1].split()
        except (OSError, IndexError):
            continue
        parents[int(name)] = (int(fields[1]), int(fields[3]))
    found = {top}
    grown = True
    while grown:
        grown = False
        for pid, (parent, session) in parents.items():
            if pid not in found and (parent in found or session == top):
                found.add(pid)
                grown = True
    return found & set(parents)


def exited(child):
    """Whether the child has ended; its status stays to be taken."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
