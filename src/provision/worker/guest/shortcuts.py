"""What Salt does slowly in every pass, answered from what is known. Without any of it a pass gives the same, only later."""

import os
import shutil
import subprocess
import sys
import time

# Functions that `pkg` states ask for and that only one other system's package module has, with that system's tool.
ELSEWHERE = {"pkg.ex_mod_init": "emerge", "pkg.resolve_capabilities": "zypper"}


# What each state with `unless`, `onlyif` or `creates` is asked for; no state module of Salt's has it.
OWN_CHECK = ".mod_run_check"


def answer_at_once(served):
    """To say that a function does not exist, Salt loads each of its modules: 0.3 s of every pass with a package in it, and a
    second of one with an `unless`. For these the answer is known. A formula with such modules of its own is left to Salt."""
    absent = set()
    if not os.path.isdir(os.path.join(served, "salt/_modules")):
        absent = {name for name, tool in ELSEWHERE.items() if shutil.which(tool) is None}
    has_states = os.path.isdir(os.path.join(served, "salt/_states"))
    try:
        from salt.loader.lazy import LazyLoader

        load = LazyLoader._load
    except (ImportError, AttributeError):
        return

    def known(self, key):
        if self.tag == "module" and key in absent:
            return False
        # The module was loaded when the state's function was looked up: what it has is known by now.
        if self.tag == "states" and not has_states and key.endswith(OWN_CHECK):
            return False if key[: -len(OWN_CHECK)] in self.loaded_modules else load(self, key)
        return load(self, key)

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


# A folder that changed this short a time ago may change again without a later time to tell it by.
FRESH_SECONDS = 2.0


def remember_files():
    """Each of Salt's loaders lists its folders twice, hundreds of files each, and a pass makes fifty loaders: half of what a
    pass does before its first state. Listed once for as long as no folder is another."""
    try:
        from salt.loader.lazy import LazyLoader

        refresh = LazyLoader._refresh_file_mapping
    except (ImportError, AttributeError):
        return
    known = {}

    def remembered(self):
        try:
            key = question_of(self)
        except (AttributeError, KeyError, TypeError):
            return refresh(self)
        found = known.get(key)
        if found is not None and found[0] == times_of(found[0]):
            _, files, suffixes, order = found
            self.file_mapping, self.suffix_map, self.suffix_order = dict(files), dict(suffixes), list(order)
            return None
        before = times_of(folders_of(self.module_dirs))
        refresh(self)
        if before == times_of(before) and not is_fresh(before):
            known[key] = (before, dict(self.file_mapping), dict(self.suffix_map), list(self.suffix_order))
        return None

    LazyLoader._refresh_file_mapping = remembered


def question_of(loader):
    """All that the answer depends on, besides the folders' content."""
    parts = (loader.module_dirs, loader.suffix_order, sorted(loader.suffix_map), loader.disabled, loader.static_modules)
    settings = tuple(loader.opts.get(name, True) for name in ("cython_enable", "enable_zip_modules"))
    return tuple(tuple(part) for part in parts) + (tuple(loader.opts["optimization_order"]),) + settings


def folders_of(folders):
    """These, and those right below them: modules may be packages."""
    found = []
    for folder in folders:
        found.append(folder)
        try:
            found.extend(entry.path for entry in os.scandir(folder) if entry.is_dir())
        except OSError:
            continue
    return found


def times_of(folders):
    times = {}
    for folder in folders:
        try:
            info = os.stat(folder)
        except OSError:
            times[folder] = None
            continue
        times[folder] = (info.st_dev, info.st_ino, info.st_mtime_ns)
    return times


def is_fresh(times):
    """A time that is still to come, too: the clock was changed."""
    latest = max([found[2] for found in times.values() if found is not None] or [0])
    return latest / 1e9 > time.time() - FRESH_SECONDS


def keep_metadata(noted):
    """Before the first package state Salt has dnf forget its metadata, and starts it twice for that: half a second. A
    snapshot never changes, so where the repositories are those that the guest was prepared with, nothing new is to be had.
    A state that says `refresh: true` is obeyed. `noted`: the folder with what they were."""
    try:
        from salt.utils import pkg

        check = pkg.check_refresh
    except (ImportError, AttributeError):
        return

    def known(opts, refresh=None):
        return check(opts, refresh) and not (refresh is None and are_as_noted(noted))

    pkg.check_refresh = known


def are_as_noted(noted):
    """Whether the guest's repositories, with all of dnf's settings, are what they were when it was prepared."""
    try:
        with open(os.path.join(noted, "printed"), "rb") as file:
            printed = file.read()
        now = subprocess.check_output(["/bin/sh", os.path.join(noted, "print.sh")], stdin=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return printed != b"" and now == printed
