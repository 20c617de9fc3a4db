"""Why Salt gave no answer: over what it stumbled, where that can be told."""

import errno
import traceback

# What befalls a machine, whatever a formula says.
TROUBLE = {
    getattr(errno, name)
    for name in (
        "EIO",
        "EMFILE",
        "ENFILE",
        "ENOMEM",
        "ENOSPC",
        "EDQUOT",
        "EROFS",
        "ENETDOWN",
        "ENETUNREACH",
        "EHOSTUNREACH",
        "ETIMEDOUT",
    )
}

# Functions of Salt that prepare, before they look at anything of a formula's.
PREPARE = {"__init__", "load_modules", "module_refresh", "_gather_pillar", "gather_pillar", "setup_modules"}


def stumble(error):
    """What the formula did to raise this: `reason`, and `part`, `sls`, `id` as far as known. None: nothing that is known."""
    if isinstance(error, SystemExit) and not is_raised_by_formula(error):
        error = behind(error)
    if error is None or trouble_in(error):
        return None
    frames = formula_frames(error)
    if not frames or frames[0].f_code.co_name in PREPARE:
        return None
    named = [found for found in map(name_of, frames) if found[0]]
    sls, state = named[0] if named else (None, None)
    part = "pillar" if frames[0].f_globals.get("__name__", "").startswith("salt.pillar") else "state"
    return {"reason": reason_of(error), "part": part, "sls": sls, "id": state}


def is_raised_by_formula(leaving):
    """A signal's handler ends Salt too, in the midst of anything."""
    modules = [frame.f_globals.get("__name__", "") for frame in frames_of(leaving)]
    return bool(modules) and modules[0].startswith("salt.loaded.ext.")


def behind(leaving):
    """What `salt-call` turned into its own end."""
    own = frames_of(leaving)
    where = own[0].f_globals.get("__name__") if own else None
    return leaving.__context__ if where in ("salt.cli.caller", "salt.cli.call") else None


def trouble_in(error):
    """The error, or the one that it came from, that says that the machine failed; None: it did not."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        if isinstance(error, (MemoryError, KeyboardInterrupt, ConnectionError, TimeoutError)):
            return error
        if isinstance(error, OSError) and (error.errno in TROUBLE or type(error).__name__ in ("gaierror", "herror")):
            return error
        error = error.__cause__ or error.__context__
    return None


def frames_of(error):
    """Innermost first."""
    return [frame for frame, _ in traceback.walk_tb(error.__traceback__)][::-1]


def formula_frames(error):
    """Those in which Salt was at work on states or pillar, innermost first."""
    return [
        frame
        for frame in frames_of(error)
        if frame.f_globals.get("__name__") in ("salt.state", "salt.pillar")
    ]


def name_of(frame):
    """The sls and the id that the frame was at work on."""
    known = frame.f_locals
    for name in ("chunk", "low", "live", "data", "body"):
        value = known.get(name)
        if isinstance(value, dict) and isinstance(value.get("__sls__"), str):
            own = value.get("__id__", known.get("name") if name == "body" else None)
            return value["__sls__"], own if isinstance(own, str) else None
    sls = known.get("sls")
    own = known.get("name")
    return (sls, own if isinstance(own, str) else None) if isinstance(sls, str) else (None, None)


def reason_of(error):
    said = str(error).strip()
    kind = type(error).__name__
    return "%s: %s" % (kind, said) if said else kind
