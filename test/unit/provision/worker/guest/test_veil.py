import sys
import types
import unittest

from guest.veil import ENCRYPTED, fits, leaves, tell_secrets


class Loader:
    """As much of Salt's loader as is wrapped."""

    def __init__(self, tag, module):
        self.tag = tag
        self._dict = {}
        self.module = module

    def _load(self, key):
        self._dict[key] = self.module["render"]
        return True


class Pillar:
    def __init__(self, files):
        self.files = files

    def compile_pillar(self, ext=True):
        found = {}
        for sls, data in self.files.items():
            found.update(sys.modules["salt.pillar"].compile_template("fn", None, None, None, None, "base", sls))
        return found


class VeilTest(unittest.TestCase):
    def setUp(self):
        self.events = []
        self.files = {}
        modules = {name: types.ModuleType(name) for name in ("salt", "salt.pillar", "salt.loader", "salt.loader.lazy")}
        modules["salt.loader.lazy"].LazyLoader = type("LazyLoader", (Loader,), {})
        modules["salt.pillar"].Pillar = type("Pillar", (Pillar,), {"compile_pillar": Pillar.compile_pillar})
        modules["salt.pillar"].compile_template = self.compile_template
        modules["salt"].pillar = modules["salt.pillar"]
        old = {name: sys.modules.get(name) for name in modules}
        self.addCleanup(lambda: [sys.modules.pop(name) for name, one in old.items() if one is None])
        sys.modules.update(modules)

    def compile_template(self, fn, rend, default, black, white, saltenv, sls, **kwargs):
        data = self.files[sls]
        if isinstance(data, Exception):
            raise data
        return data

    def emit(self, event, **fields):
        self.events.append(dict(fields, event=event))

    def render(self, files, keys=(), named=()):
        self.files = files
        tell_secrets(self.emit, {"keys": list(keys), "files": list(named), "least": 4})
        return sys.modules["salt.pillar"].Pillar(files).compile_pillar()

    def told(self):
        return [value for event in self.events if event["event"] == "secrets" for value in event["values"]]

    def test_keys(self):
        """tells what is below a key, with nothing passed on until then"""
        self.render({"a": {"db": {"password": "hunter2", "ports": [5432], "on": True, "none": None}, "other": "x"}}, ["db"])

        self.assertEqual([event["event"] for event in self.events], ["hush", "secrets", "unhush"])
        self.assertEqual(sorted(self.told()), ["5432", "hunter2"])

    def test_files(self):
        """tells every value of a file that is named, and of no other"""
        self.render({"a": {"x": "hunter2"}, "b": {"y": "not secret"}}, named=["a"])

        self.assertEqual(self.told(), ["hunter2"])

    def test_short(self):
        """ends the pass where one is too short to be hidden, and passes nothing on"""
        with self.assertRaises(SystemExit):
            self.render({"a": {"db": {"pin": "123"}}}, ["db:pin"])

        self.assertEqual([event["event"] for event in self.events], ["hush", "unhidden"])
        self.assertEqual(self.events[1]["names"], ["db:pin"])

    def test_broken(self):
        """tells what may be secret in a file that cannot be rendered, whose lines Salt quotes"""
        error = ValueError("no YAML")
        error.buffer = "a: hunter2\nb 'other'\n"
        with self.assertRaises(ValueError):
            self.render({"a": error}, named=["a"])

        self.assertIn("hunter2", self.told())
        self.assertIn("b 'other'", self.told())
        self.assertNotIn("unhush", [event["event"] for event in self.events])

    def test_decrypted(self):
        """tells what GPG had encrypted before anybody has it, though nothing is named"""
        module = {"_decrypt_ciphertext": lambda cipher: cipher if b"bad" in cipher else b"hunter2"}
        exec("def render(text):\n    return _decrypt_ciphertext(text)", module)
        tell_secrets(self.emit, None)
        loader = sys.modules["salt.loader.lazy"].LazyLoader("render", module)
        for _ in range(2):
            loader._load("gpg.render")

        self.assertEqual(module["render"](b"abc"), b"hunter2")
        self.assertEqual(module["render"](ENCRYPTED.encode() + b" bad"), ENCRYPTED.encode() + b" bad")
        self.assertEqual(self.events, [{"event": "secrets", "values": ["hunter2"]}])

    def test_patterns(self):
        """takes a star for any one key, and a bracket for itself"""
        self.assertTrue(fits(["users", "*", "hash"], ["users", "root", "hash", "0"]))
        self.assertFalse(fits(["users", "*", "hash"], ["users", "root"]))
        self.assertTrue(fits(["a[b]"], ["a[b]"]))
        self.assertFalse(fits(["a[b]"], ["ab"]))

    def test_leaves(self):
        """finds texts and numbers at any depth, and nothing that is encrypted"""
        data = {"a": [{"b": "one"}, ("two",)], 3: 4.5, "c": b"bytes", "d": ENCRYPTED, "e": " "}

        self.assertEqual(
            sorted(leaves(data, [])),
            [(["3"], "4.5"), (["a", "0", "b"], "one"), (["a", "1", "0"], "two"), (["c"], "bytes")],
        )
