import os
import shutil
import sys
import tempfile
import time
import types
import unittest

from guest.shortcuts import answer_at_once, are_as_noted, keep_metadata, remember_files


class Scene(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def pretend(self, modules):
        """What is not on every machine where this is tested."""
        for name, module in dict(modules, salt=types.ModuleType("salt")).items():
            old = sys.modules.get(name)
            self.addCleanup(self.restore, name, old)
            sys.modules[name] = module

    def restore(self, name, old):
        sys.modules.pop(name)
        if old is not None:
            sys.modules[name] = old


class ShortcutsTest(Scene):
    def setUp(self):
        Scene.setUp(self)
        self.write("conf", "one\n")
        self.write("print.sh", "cat '%s/conf' 2>/dev/null\n" % self.folder)
        self.write("printed", "one\n")

    def test_same(self):
        """knows repositories that are as they were"""
        self.assertTrue(are_as_noted(self.folder))

    def test_changed(self):
        """sees that a setting was changed, or taken away"""
        self.write("conf", "two\n")
        self.assertFalse(are_as_noted(self.folder))

        os.unlink(os.path.join(self.folder, "conf"))
        self.assertFalse(are_as_noted(self.folder))

    def test_unknown(self):
        """takes nothing for granted where nothing, or an empty note, was written"""
        self.write("printed", "")
        self.write("conf", "")
        self.assertFalse(are_as_noted(self.folder))

        self.assertFalse(are_as_noted(os.path.join(self.folder, "nowhere")))

    def test_refresh(self):
        """leaves to Salt whether to refresh, but where nobody asked for it and nothing can have changed"""
        pkg = types.ModuleType("salt.utils.pkg")
        pkg.check_refresh = lambda opts, refresh=None: opts["due"] if refresh is None else refresh
        utils = types.ModuleType("salt.utils")
        utils.pkg = pkg
        self.pretend({"salt.utils": utils, "salt.utils.pkg": pkg})
        keep_metadata(self.folder)

        self.assertFalse(pkg.check_refresh({"due": True}))
        self.assertTrue(pkg.check_refresh({"due": False}, True))
        self.assertFalse(pkg.check_refresh({"due": True}, False))
        self.write("conf", "two\n")
        self.assertTrue(pkg.check_refresh({"due": True}))
        self.assertFalse(pkg.check_refresh({"due": False}))


class AnswersTest(Scene):
    def loader(self, tag):
        """A loader of Salt's that says what it was made to look for in all of its modules."""

        class LazyLoader:
            def __init__(self):
                self.tag = tag
                self.loaded_modules = {"cmd"}
                self.searched = []

            def _load(self, key):
                self.searched.append(key)
                return key == "cmd.run"

        lazy = types.ModuleType("salt.loader.lazy")
        lazy.LazyLoader = LazyLoader
        loader = types.ModuleType("salt.loader")
        loader.lazy = lazy
        self.pretend({"salt.loader": loader, "salt.loader.lazy": lazy})
        answer_at_once(self.folder)
        return LazyLoader()

    def test_own_check(self):
        """knows of a state module that was loaded that it has no check of its own, and searches nothing"""
        states = self.loader("states")

        self.assertFalse(states._load("cmd.mod_run_check"))
        self.assertEqual(states.searched, [])

    def test_not_loaded(self):
        """searches for the check of a state module that was not loaded, and for every other function"""
        states = self.loader("states")

        self.assertFalse(states._load("archive.mod_run_check"))
        self.assertTrue(states._load("cmd.run"))
        self.assertFalse(states._load("cmd.mod_aggregate"))
        self.assertEqual(states.searched, ["archive.mod_run_check", "cmd.run", "cmd.mod_aggregate"])

    def test_own_states(self):
        """leaves it to Salt where a formula brings states of its own"""
        os.makedirs(os.path.join(self.folder, "salt/_states"))
        states = self.loader("states")

        self.assertFalse(states._load("cmd.mod_run_check"))
        self.assertEqual(states.searched, ["cmd.mod_run_check"])

    def test_modules(self):
        """says it of states alone"""
        modules = self.loader("module")

        modules._load("cmd.mod_run_check")
        self.assertEqual(modules.searched, ["cmd.mod_run_check"])


class Loader:
    """As much of Salt's as is asked about."""

    def __init__(self, folder):
        self.module_dirs = [folder, os.path.join(folder, "nowhere")]
        self.suffix_map = {".py": ("", "", 1)}
        self.suffix_order = [".py"]
        self.disabled = []
        self.static_modules = []
        self.opts = {"optimization_order": [0, 1, 2]}
        self.file_mapping = {}

    def list_files(self):
        listed.append(self.module_dirs[0])
        self.suffix_map[""] = ("", "", 5)
        folder = self.module_dirs[0]
        self.file_mapping = {
            name: (os.path.join(folder, name), "", 0)
            for name in sorted(os.listdir(folder))
            if not os.path.isdir(os.path.join(folder, name)) or "__init__.py" in os.listdir(os.path.join(folder, name))
        }


listed = []


class FilesTest(Scene):
    def setUp(self):
        Scene.setUp(self)
        del listed[:]
        self.modules = os.path.join(self.folder, "modules")
        os.makedirs(os.path.join(self.modules, "package"))
        self.write("modules/one.py", "")
        self.age()
        lazy = types.ModuleType("salt.loader.lazy")
        self.loader = lazy.LazyLoader = type("LazyLoader", (Loader,), {"_refresh_file_mapping": Loader.list_files})
        self.pretend({"salt.loader": types.ModuleType("salt.loader"), "salt.loader.lazy": lazy})
        remember_files()

    def age(self):
        for folder in (self.modules, os.path.join(self.modules, "package")):
            os.utime(folder, (1e9, 1e9))

    def ask(self, **change):
        loader = self.loader(self.modules)
        loader.__dict__.update(change)
        loader._refresh_file_mapping()
        return loader

    def test_once(self):
        """lists folders once, however many loaders ask for their files, and gives each an answer of its own"""
        first = self.ask()
        first.file_mapping.clear()
        second = self.ask()

        self.assertEqual(list(second.file_mapping), ["one.py"])
        self.assertIn("", second.suffix_map)
        self.assertEqual(len(listed), 1)

    def test_new_file(self):
        """sees a file that came meanwhile, in a package too"""
        self.ask()
        self.write("modules/two.py", "")
        self.assertEqual(list(self.ask().file_mapping), ["one.py", "two.py"])

        self.age()
        self.ask()
        self.write("modules/package/__init__.py", "")
        self.assertEqual(list(self.ask().file_mapping), ["one.py", "package", "two.py"])

    def test_new_folder(self):
        """sees a folder that was not there"""
        self.ask()
        os.mkdir(os.path.join(self.modules, "nowhere"))
        self.age()
        self.ask()
        self.assertEqual(len(listed), 2)

    def test_settings(self):
        """keeps answers apart that depend on settings"""
        self.ask()
        self.ask(disabled=["one"])
        self.ask(opts={"optimization_order": [2]})
        self.assertEqual(len(listed), 3)

    def test_fresh(self):
        """does not trust a folder that has just changed, or that is of the future: it may change again unseen"""
        for at in (time.time(), time.time() + 3600):
            os.utime(self.modules, (at, at))
            del listed[:]
            self.ask()
            self.ask()
            self.assertEqual(len(listed), 2)
