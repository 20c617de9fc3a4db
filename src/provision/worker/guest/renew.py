"""Makes a pass what a `salt-call` of its own would be, although Salt was imported before it, and before the pass before it.

Where Salt decides something while it is imported, a formula may change it: a survey of what the import reads (`strace`,
and every call of `which`) found what stands here. Costs some 10 ms a pass.
"""

import importlib
import json
import os
import platform
import random
import sys
import tempfile
import time

PACKAGE = __package__

# Read once by a C library, or by a module when it is imported: what changes there, only a new process sees.
DECIDES = (
    "/etc/nsswitch.conf",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/openssl.cnf",
    "/etc/crypto-policies/back-ends/opensslcnf.config",
    "/proc/sys/crypto/fips_enabled",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/certs/ca-certificates.crt",
    "/usr/lib/locale",
    "/usr/lib/locale/locale-archive",
)


def renew(askers):
    """To be called in a pass's own process. `askers`: modules that look for programs when they are imported."""
    # The C library reads the time zone once.
    time.tzset()
    # Two passes of one parent must not throw the same dice: what is random changes again, and has to be seen to.
    random.seed()
    forget_platform()
    for name in askers:
        module = sys.modules.get(name)
        if module is not None:
            # In place: who holds the module or one of its functions sees what it finds now.
            importlib.reload(module)


def forget_platform():
    """The host's name, above all."""
    for name, empty in (("_uname_cache", None), ("_os_release_cache", None)):
        if hasattr(platform, name):
            setattr(platform, name, empty)
    platform._platform_cache.clear()


def imported():
    """What the modules that are loaded now depend on: their own files, where others might be found, and what they read."""
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    folders = {folder or "." for folder in sys.path}
    return {path: print_of(path) for path in files.union(folders, DECIDES) if isinstance(path, str)}


def is_outdated(known):
    """Whether a process that began now would import something else."""
    return any(print_of(path) != old for path, old in known.items())


def print_of(path):
    try:
        # Follows links: those of the crypto policy point at files that are replaced.
        info = os.stat(path)
    except OSError:
        return None
    if path.startswith("/proc/"):
        with open(path, "rb") as file:
            return file.read()
    return (info.st_ino, info.st_mtime_ns, info.st_size)


def start_anew(command, out):
    """Runs the pass in a Python of its own, which takes this process's place. `out`: descriptor for events."""
    program = dict(sys.modules[PACKAGE].program)
    program["settings"] = dict(program["settings"], **{"pass": {"command": command, "events": out}})
    data = json.dumps(program).encode("ascii")
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        file.seek(0)
        os.dup2(file.fileno(), 0)
    os.set_inheritable(out, True)
    os.execv(sys.executable, [sys.executable, "-W", "ignore", "-u", "-c", program["settings"]["boot"], str(len(data))])
