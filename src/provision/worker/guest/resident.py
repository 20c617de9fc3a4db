"""Salt kept ready in a machine whose memory is saved: imports it once and forks for each session that comes.

A session's client (`client.py`) hands over its own standard streams, environment and working directory; the fork reads
the worker's program from there and runs it, exactly as a Python of its own would, only without importing Salt first.

argv: the socket to listen on, the texts of `boot.py` and `renew.py`, the names of modules to import.
"""

import os
import random
import signal
import socket
import struct
import sys


def main():
    path, boot, renew = sys.argv[1:4]
    import_all(sys.argv[4:])
    remember_state(renew)
    serve(path, boot)


def import_all(names):
    for name in names:
        try:
            __import__(name)
        except BaseException:
            continue
    while "" in sys.path:
        sys.path.remove("")


def remember_state(renew):
    """For sessions: what there was when these were imported."""
    own = {"__package__": None}
    exec(compile(renew, "saltern-renew", "exec"), own)
    sys.saltern_imported = own["imported"]()


def serve(path, boot):
    server = listen(path)
    while True:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        connection = server.accept()[0]
        if os.fork():
            connection.close()
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        server.close()
        answer(connection, boot)


def listen(path):
    if os.path.lexists(path):
        os.unlink(path)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old = os.umask(0o177)
    server.bind(path)
    os.umask(old)
    server.listen(8)
    return server


def answer(connection, boot):
    """Runs one session and tells its client the exit status; does not return."""
    status = 1
    try:
        run(connection, boot)
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


def run(connection, boot):
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
    exec(compile(boot, "saltern-boot", "exec"), {"__name__": "__main__"})


def take(connection):
    """The client's three streams, its environment and its working directory."""
    data, ancillary, _, _ = connection.recvmsg(4, socket.CMSG_SPACE(12))
    fds = [fd for _, kind, found in ancillary if kind == socket.SCM_RIGHTS for fd in struct.unpack("3i", found[:12])]
    size = struct.unpack(">I", data)[0]
    folder, _, rest = exactly(connection, size).partition(b"\0")
    return fds, folder, dict(pair.split(b"=", 1) for pair in rest.split(b"\0") if b"=" in pair)


def exactly(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


if __name__ == "__main__":
    main()
