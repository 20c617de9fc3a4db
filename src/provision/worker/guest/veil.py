"""What of the pillar is secret: the host is told before anything that Salt says can hold it."""

from .stumble import frames_of

ENCRYPTED = "-----BEGIN PGP MESSAGE"


def tell_secrets(emit, wanted):
    """Tells what GPG had encrypted, and values that are named as secret. `wanted`: `keys` of the pillar, `files` by the names
    of their sls, and how many characters are the `least` that can be hidden. None: nothing is named."""
    watch_decryption(emit)
    if wanted and (wanted["keys"] or wanted["files"]):
        watch_pillar(Teller(emit, wanted["least"]), wanted["keys"], wanted["files"])


def watch_decryption(emit):
    """Renderers are loaded anew by each who renders."""
    try:
        from salt.loader.lazy import LazyLoader

        load = LazyLoader._load
    except (ImportError, AttributeError):
        return

    def watched(self, key):
        found = load(self, key)
        if self.tag == "render" and key == "gpg.render" and key in self._dict:
            watch_module(self._dict[key].__globals__, emit)
        return found

    LazyLoader._load = watched


def watch_module(module, emit):
    decrypt = module.get("_decrypt_ciphertext")
    if decrypt is None or getattr(decrypt, "is_watched", False):
        return

    def watched(cipher):
        text = decrypt(cipher)
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        # What cannot be decrypted is given back as it is.
        if ENCRYPTED not in said:
            emit("secrets", values=[said])
        return text

    watched.is_watched = True
    module["_decrypt_ciphertext"] = watched


def watch_pillar(tell, keys, files):
    """While it is rendered nothing is passed on: only then it is known what of it is secret."""
    import salt.pillar

    compile_pillar = salt.pillar.Pillar.compile_pillar
    compile_template = salt.pillar.compile_template
    patterns = [key.split(":") for key in keys]

    def watched_template(*args, **kwargs):
        # As Salt calls it for each sls of the pillar.
        sls = args[6] if len(args) > 6 else kwargs.get("sls")
        if sls not in files:
            return compile_template(*args, **kwargs)
        try:
            data = compile_template(*args, **kwargs)
        except Exception as error:
            tell.guesses(error)
            raise
        tell.values(leaves(data, [sls]))
        return data

    def watched_pillar(self, *args, **kwargs):
        tell.emit("hush")
        pillar = compile_pillar(self, *args, **kwargs)
        tell.values(leaf for leaf in leaves(pillar, []) if any(fits(pattern, leaf[0]) for pattern in patterns))
        # Not where it was not rendered to its end: then that is not known.
        tell.emit("unhush")
        return pillar

    salt.pillar.compile_template = watched_template
    salt.pillar.Pillar.compile_pillar = watched_pillar


class Teller:
    def __init__(self, emit, least):
        self.emit = emit
        self.least = least

    def values(self, found):
        """Nothing goes on where one is too short to be hidden: it would be shown."""
        found = list(found)
        short = [":".join(path) for path, value in found if 0 < len(value.strip()) < self.least]
        if short:
            self.emit("unhidden", names=short)
            raise SystemExit
        if found:
            self.emit("secrets", values=[value for _, value in found])

    def guesses(self, error):
        """Salt quotes lines of what it could not read, and by then templates may have filled them in."""
        texts = [frame.f_locals.get("yaml_data") for frame in frames_of(error)] + [getattr(error, "buffer", None)]
        lines = [line.strip() for text in texts if isinstance(text, str) for line in text.splitlines()]
        found = lines + [line.partition(": ")[2].strip("'\"") for line in lines]
        self.emit("secrets", values=[one for one in found if len(one) >= self.least])


def fits(pattern, path):
    """The value, or what it is in."""
    from fnmatch import fnmatchcase

    escaped = [part.replace("[", "[[]") for part in pattern]
    return len(path) >= len(pattern) and all(fnmatchcase(own, part) for own, part in zip(path, escaped))


def leaves(value, path):
    """Texts and numbers, with where they stand. True, false and nothing are no secrets, nor is what is encrypted."""
    if hasattr(value, "items"):
        for key, inner in value.items():
            for leaf in leaves(inner, path + [str(key)]):
                yield leaf
    elif isinstance(value, (list, tuple)):
        for at, inner in enumerate(value):
            for leaf in leaves(inner, path + [str(at)]):
                yield leaf
    elif isinstance(value, bytes):
        yield path, value.decode("utf-8", "replace")
    elif isinstance(value, str):
        if value.strip() and ENCRYPTED not in value:
            yield path, value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path, str(value)
