"""Runs Salt in a guest for saltern: one process per session, one forked child per pass.

Sent over stdin and run by the Python that holds Salt, so nothing has to be installed. Talks in lines of JSON: commands
on stdin, events on the first stdout. Salt and what it starts never see either: their stdout is our stderr.

Salt is imported once. Each pass is what `salt-call --local state.apply` does from its first line on (configuration,
grains, pillar, loaders all fresh), in a child, so that a pass leaves nothing behind and a hanging state can be killed.
"""

import hashlib
import json
import os
import select
import shutil
import signal
import stat
import struct
import sys
import tarfile
import time
import traceback
from itertools import islice

ROOT = "/var/lib/saltern"
CONFIG = ROOT + "/etc"
SERVED = ROOT + "/srv"
MANIFEST = ROOT + "/manifest.json"

# What the first seconds of nearly every pass import on top of the command itself; loaded while the upload is on its way.
LIKELY = (
    "salt.loader.dunder salt.fileserver.roots salt.utils.gitfs salt.utils.cloud salt.client.ssh salt.runner salt.wheel "
    "salt.cloud salt.runners.state salt.modules.cmdmod salt.modules.network salt.modules.file salt.modules.config "
    "salt.utils.vt salt.utils.timed_subprocess salt.grains.core salt.utils.find salt.utils.filebuffer salt.utils.dns "
    "salt.utils.napalm salt.utils.zfs salt.utils.pkg.rpm salt.utils.systemd salt.proxy.fx2 salt.proxy.cimc "
    "salt.modules.yumpkg salt.modules.state salt.modules.saltutil salt.renderers.jinja salt.renderers.yaml "
    "salt.utils.immutabletypes multiprocessing.synchronize configparser"
).split()


class Line:
    """Reads commands byte-exactly: a buffered reader would swallow what another process is to read."""

    def __init__(self, fd):
        self.fd = fd
        self.buffer = b""

    def exactly(self, size):
        while len(self.buffer) < size:
            data = os.read(self.fd, max(65536, size - len(self.buffer)))
            if not data:
                raise EOFError
            self.buffer += data
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def command(self):
        while b"\n" not in self.buffer:
            data = os.read(self.fd, 65536)
            if not data:
                return None
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line.decode("utf-8"))


class Frames:
    """A file object over chunks of 4 bytes length and data; an empty chunk ends it."""

    def __init__(self, line):
        self.line = line
        self.buffer = b""
        self.ended = False

    def read(self, size):
        while len(self.buffer) < size and not self.ended:
            length = struct.unpack(">I", self.line.exactly(4))[0]
            if length == 0:
                self.ended = True
            else:
                self.buffer += self.line.exactly(length)
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data


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


def emit_to(fd):
    def emit(event, **fields):
        fields["event"] = event
        write_all(fd, json.dumps(plain(fields)).encode("ascii") + b"\n")

    return emit


# Bundle


def read_manifest():
    try:
        with open(MANIFEST, "rb") as file:
            return json.loads(file.read().decode("utf-8"))
    except (OSError, ValueError):
        return {}


def print_of(path):
    """Size and time of change: a file that somebody touched is not the one we wrote."""
    info = os.lstat(path)
    return [info.st_size, info.st_mtime_ns, info.st_mode]


def holdings():
    """Every path we serve, with the digest of its content where it is still exactly what we wrote."""
    manifest = read_manifest()
    have = {}
    for base in (SERVED, CONFIG):
        for folder, folders, files in os.walk(base):
            # Python writes these beside the formula's modules.
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in folders + files:
                path = os.path.join(folder, name)
                key = os.path.relpath(path, ROOT)
                if name in folders and not os.path.islink(path):
                    have[key] = "dir"
                    continue
                known = manifest.get(key)
                have[key] = known[0] if known and known[1] == print_of(path) else ""
    return have


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def receive(line, command):
    """Makes the served tree what the host says: removes, then unpacks; the manifest comes last."""
    manifest = read_manifest()
    for key in command["delete"]:
        remove(os.path.join(ROOT, key))
        manifest.pop(key, None)
    os.makedirs(ROOT, mode=0o755, exist_ok=True)
    frames = Frames(line)
    with tarfile.open(fileobj=frames, mode="r|") as archive:
        for member in archive:
            path = os.path.join(ROOT, member.name)
            if member.isdir():
                os.makedirs(path, mode=0o755, exist_ok=True)
                continue
            data = archive.extractfile(member).read()
            remove(path)
            os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
            # The time of change stays real: Salt's file server takes a file with an old time for the old file.
            with open(path, "wb") as file:
                file.write(data)
            os.chmod(path, member.mode)
            digest = hashlib.sha256(data).hexdigest() + (":x" if member.mode & stat.S_IXUSR else "")
            manifest[member.name] = [digest, print_of(path)]
    # The archive is read no further than its own end.
    while frames.read(65536):
        pass
    with open(MANIFEST + ".part", "w") as file:
        json.dump(manifest, file)
    os.replace(MANIFEST + ".part", MANIFEST)


def start_receiver(line, emit):
    """The bundle is unpacked by a child while Salt is imported here. It reads nothing beyond the bundle."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        command = line.command()
        if command is None:
            code = 3
        else:
            receive(line, command)
            code = 0
    except EOFError:
        code = 3
    except BaseException:
        emit("trouble", kind="upload", message=traceback.format_exc(limit=-1).strip().splitlines()[-1])
        code = 4
    finally:
        os._exit(code)


# One pass


def watch_states(emit):
    """Tells of each state as it starts and ends, by wrapping the two methods that Salt runs states through."""
    import salt.state

    state = salt.state.State
    call, call_chunk, call_chunks, reconcile = state.call, state.call_chunk, state.call_chunks, state.reconcile_procs
    own = os.getpid()
    seen = [0]
    parallel = []

    def tell(running):
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
                emit("ended", tag=tag, result=result)

    def watched_chunks(self, chunks, *args, **kwargs):
        emit("planned", total=len(chunks))
        return call_chunks(self, chunks, *args, **kwargs)

    def watched_chunk(self, low, running, *args, **kwargs):
        result = call_chunk(self, low, running, *args, **kwargs)
        tell(result)
        return result

    def watched_call(self, low, *args, **kwargs):
        if os.getpid() == own and not low.get("__prereq__"):
            emit(
                "started",
                tag=salt.state._gen_tag(low),
                id=low.get("__id__"),
                function="{}.{}".format(low.get("state"), low.get("fun")),
                sls=low.get("__sls__"),
            )
        return call(self, low, *args, **kwargs)

    def watched_reconcile(self, running, *args, **kwargs):
        result = reconcile(self, running, *args, **kwargs)
        if parallel:
            tell(running)
        return result

    state.call = watched_call
    state.call_chunk = watched_chunk
    state.call_chunks = watched_chunks
    state.reconcile_procs = watched_reconcile


# Functions that `pkg` states ask for and that only one other system's package module has, with that system's tool.
ELSEWHERE = {"pkg.ex_mod_init": "emerge", "pkg.resolve_capabilities": "zypper"}


def answer_at_once():
    """To say that a function does not exist, Salt loads each of its modules: 0.3 s of every pass with a package in it.
    For these two the answer is known. A formula with modules of its own is left to Salt."""
    if os.path.isdir(SERVED + "/salt/_modules"):
        return
    absent = {name for name, tool in ELSEWHERE.items() if shutil.which(tool) is None}
    try:
        from salt.loader.lazy import LazyLoader

        load = LazyLoader._load
    except (ImportError, AttributeError):
        return

    def known(self, key):
        return False if key in absent and self.tag == "module" else load(self, key)

    LazyLoader._load = known


def remember_entry_points():
    """Each of Salt's loaders asks which installed packages extend Salt, and reads all their metadata to find out: a fifth
    of a pass. Asked once for as long as no package comes or goes."""
    try:
        from salt.utils import entrypoints

        ask = entrypoints.iter_entry_points
    except (ImportError, AttributeError):
        return
    known = {}

    def remembered(group, name=None):
        state = []
        for folder in sys.path:
            try:
                state.append(os.stat(folder).st_mtime_ns)
            except OSError:
                state.append(None)
        key = (group, name, tuple(sys.path), tuple(state))
        if key not in known:
            known[key] = list(ask(group, name))
        return list(known[key])

    entrypoints.iter_entry_points = remembered
    try:
        remembered("salt.loader")
    except Exception:
        entrypoints.iter_entry_points = ask


def run_pass(arguments, emit):
    """`salt-call`, with its answer caught before it is printed."""
    import warnings

    import salt.cli.call
    import salt.output

    # Salt switches them on again for itself; they are about its own code and no word to a formula's author.
    warnings.simplefilter("ignore", DeprecationWarning)

    def answer(data, *args, **kwargs):
        emit("returned", value=data.get("local") if isinstance(data, dict) else data, retcode=kwargs.get("_retcode"))

    salt.output.display_output = answer
    watch_states(emit)
    answer_at_once()
    sys.argv = ["salt-call", "--config-dir", CONFIG, "--local", "--no-color", "--retcode-passthrough"] + arguments
    salt.cli.call.SaltCall().run()


def start_pass(arguments, close):
    """The child's output comes by a pipe of ours: a daemon that a state leaves behind must not hold the session open."""
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
        run_pass(arguments, emit)
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


def descendants(top):
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


def kill_tree(top):
    """The child and all it started; twice, for what was being forked meanwhile."""
    for _ in range(2):
        for pid in descendants(top):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass


def follow_pass(line, out, command):
    """Passes a child's events on, and ends it when it hangs or the host is gone. False: the host is gone."""
    emit = emit_to(out)
    child, reader, heard = start_pass(command["arguments"], (line.fd, out))
    began = moved = time.monotonic()
    open_states = {}
    buffer = b""
    ended = False
    is_here = True
    while not ended:
        state_left = moved + command["stateMs"] / 1000.0 - time.monotonic()
        pass_left = began + command["convergeMs"] / 1000.0 - time.monotonic()
        if min(state_left, pass_left) <= 0:
            stuck = next(iter(open_states.values()), {})
            kill_tree(child)
            emit("hung", limit="state" if state_left <= 0 else "pass", **stuck)
            break
        ready, _, _ = select.select([reader, heard, line.fd], [], [], max(0.0, min(state_left, pass_left, 0.5)))
        if line.fd in ready and not os.read(line.fd, 65536):
            kill_tree(child)
            is_here = False
            break
        if heard in ready:
            write_all(2, os.read(heard, 65536))
        data = os.read(reader, 1 << 20) if reader in ready else None
        # Something it left running may still hold the pipes: then its own end counts.
        ended = data == b"" or (not ready and exited(child))
        if not data:
            continue
        buffer += data
        whole, mark, buffer = buffer.rpartition(b"\n")
        write_all(out, whole + mark)
        for text in whole.splitlines():
            event = json.loads(text.decode("ascii"))
            if event["event"] == "started":
                open_states[event["tag"]] = {key: event.get(key) for key in ("id", "function", "sls")}
            elif event["event"] == "ended":
                open_states.pop(event["tag"], None)
                moved = time.monotonic()
    if is_here and select.select([heard], [], [], 0)[0]:
        write_all(2, os.read(heard, 1 << 20))
    os.close(reader)
    os.close(heard)
    os.waitpid(child, 0)
    if is_here:
        emit("done")
    return is_here


def exited(child):
    """Without taking its status."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def import_likely(receiver):
    """Uses the time that the upload takes. Gives the receiver's exit code."""
    for name in LIKELY:
        pid, status = os.waitpid(receiver, os.WNOHANG)
        if pid:
            return status
        try:
            __import__(name)
        except BaseException:
            continue
    return os.waitpid(receiver, 0)[1]


def main():
    line = Line(os.dup(0))
    out = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    emit = emit_to(out)
    emit("hello", have=holdings())
    receiver = start_receiver(line, emit)
    try:
        import salt.cli.call
        import salt.cli.caller
        import salt.minion
        import salt.output
        import salt.state
        import salt.version

        # Some of what it loads puts the working directory first.
        while "" in sys.path:
            sys.path.remove("")
    except BaseException:
        emit("trouble", kind="import", message=traceback.format_exc())
        return
    remember_entry_points()
    status = import_likely(receiver)
    if status != 0:
        sys.exit(1)
    emit("ready", salt=salt.version.__version__)
    while True:
        command = line.command()
        if command is None or not follow_pass(line, out, command):
            return


main()
