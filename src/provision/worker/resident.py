"""Salt kept ready in a machine whose memory is saved: imports it once and forks for each session that comes.

A session's client hands over its own standard streams, environment and working directory; the fork reads the worker's
text from there and runs it, exactly as a Python of its own would, only without importing Salt first.
"""

import os
import random
import signal
import socket
import struct
import sys

PATH = "/run/saltern-salt"


def exactly(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def take(connection):
    """The client's three streams, its environment and its working directory."""
    data, ancillary, _, _ = connection.recvmsg(4, socket.CMSG_SPACE(12))
    fds = [fd for _, kind, found in ancillary if kind == socket.SCM_RIGHTS for fd in struct.unpack("3i", found[:12])]
    size = struct.unpack(">I", data)[0]
    folder, _, rest = exactly(connection, size).partition(b"\0")
    return fds, folder, dict(pair.split(b"=", 1) for pair in rest.split(b"\0") if b"=" in pair)


def run(connection, code):
    fds, folder, environment = take(connection)
    for target, fd in enumerate(fds):
        os.dup2(fd, target)
        os.close(fd)
    os.setsid()
    os.environb.clear()
    os.environb.update(environment)
    os.chdir(folder)
    # Machines that were saved as one must not throw the same dice.
    random.seed()
    size = exactly(connection, 4)
    sys.argv = ["-c", str(struct.unpack(">I", size)[0])]
    exec(compile(code, "saltern-boot", "exec"), {"__name__": "__main__"})


def serve(code):
    if os.path.lexists(PATH):
        os.unlink(PATH)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old = os.umask(0o177)
    server.bind(PATH)
    os.umask(old)
    server.listen(8)
    while True:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        connection = server.accept()[0]
        if os.fork():
            connection.close()
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        server.close()
        status = 1
        try:
            run(connection, code)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            for stream in (sys.stdout, sys.stderr):
                try:
                    stream.flush()
                except (OSError, ValueError):
                    pass
            try:
                connection.sendall(bytes([status & 255]))
            except OSError:
                pass
            os._exit(status)


def import_all(names):
    for name in names:
        try:
            __import__(name)
        except BaseException:
            continue
    while "" in sys.path:
        sys.path.remove("")


import_all(NAMES)
serve(BOOT)
