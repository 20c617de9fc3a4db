"""The served tree below `root`: `srv` and `etc`, made to be what the host says, and a manifest of what we wrote."""

import hashlib
import json
import os
import shutil
import tarfile
import traceback

from .line import Frames


def holdings(root):
    """Every path we serve, with the digest of its content where it is still exactly what we wrote.

    What is named here and not wanted is removed. Of `etc`, where Salt, states and hooks write too (grains, keys,
    `minion.d`), only what we wrote is named."""
    manifest = read_manifest(root)
    have = {}
    for key in manifest:
        path = os.path.join(root, key)
        if key.startswith("etc/") and (os.path.islink(path) or os.path.isfile(path)):
            have[key] = digest_of(manifest, key, path)
    # A link in place of this folder would lead us, and what we remove, elsewhere.
    if os.path.islink(os.path.join(root, "srv")):
        have["srv"] = ""
        return have
    for folder, folders, files in os.walk(os.path.join(root, "srv")):
        # Python writes these beside the formula's modules.
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in folders + files:
            path = os.path.join(folder, name)
            key = os.path.relpath(path, root)
            if name in folders and not os.path.islink(path):
                have[key] = "dir"
                continue
            have[key] = digest_of(manifest, key, path)
    return have


def digest_of(manifest, key, path):
    """Empty: it is not, or no longer, what we wrote."""
    known = manifest.get(key)
    return known[0] if known and known[1] == print_of(path) else ""


def start_receiver(root, line, emit):
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
            receive(root, line, command)
            code = 0
    except EOFError:
        code = 3
    except BaseException:
        emit("trouble", kind="upload", message=traceback.format_exc(limit=-1).strip().splitlines()[-1])
        code = 4
    finally:
        os._exit(code)


def receive(root, line, command):
    """Makes the served tree what the host says: removes, then unpacks; the manifest comes last."""
    manifest = read_manifest(root)
    for key in command["delete"]:
        remove(os.path.join(root, key))
        manifest.pop(key, None)
    os.makedirs(root, mode=0o755, exist_ok=True)
    frames = Frames(line)
    with tarfile.open(fileobj=frames, mode="r|") as archive:
        for member in archive:
            path = os.path.join(root, member.name)
            if member.isdir():
                os.makedirs(path, mode=0o755, exist_ok=True)
                continue
            data = b"" if member.issym() else archive.extractfile(member).read()
            remove(path)
            os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
            if member.issym():
                os.symlink(member.linkname, path)
                manifest[member.name] = ["link:" + member.linkname, print_of(path)]
                continue
            # The time of change stays real: Salt's file server takes a file with an old time for the old file.
            with open(path, "wb", opener=for_root) as file:
                file.write(data)
            os.chmod(path, member.mode)
            digest = hashlib.sha256(data).hexdigest() + ":%o" % member.mode
            manifest[member.name] = [digest, print_of(path)]
    # The archive is read no further than its own end.
    while frames.read(65536):
        pass
    write_manifest(root, manifest)


def for_root(path, flags):
    """Nobody else may read it in the moment before it has its mode."""
    return os.open(path, flags, 0o600)


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def print_of(path):
    """Size, time of change and mode: a file that somebody touched is not the one we wrote."""
    info = os.lstat(path)
    return [info.st_size, info.st_mtime_ns, info.st_mode]


def manifest_of(root):
    return os.path.join(root, "manifest.json")


def read_manifest(root):
    try:
        with open(manifest_of(root), "rb") as file:
            return json.loads(file.read().decode("utf-8"))
    except (OSError, ValueError):
        return {}


def write_manifest(root, manifest):
    part = manifest_of(root) + ".part"
    # Digests of a pillar's files, too: what is short is found by trying.
    with open(part, "w", opener=for_root) as file:
        json.dump(manifest, file)
    os.replace(part, manifest_of(root))
