import os
import shutil
import sys
import tempfile
import types
import unittest

from guest.shortcuts import are_as_noted, keep_metadata


class ShortcutsTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.write("conf", "one\n")
        self.write("print.sh", "cat '%s/conf'\n" % self.folder)
        self.write("printed", "one\n")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

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
        # What Salt has is not on every machine where this is tested.
        for name, module in (("salt", types.ModuleType("salt")), ("salt.utils", utils), ("salt.utils.pkg", pkg)):
            old = sys.modules.get(name)
            self.addCleanup(lambda name=name, old=old: sys.modules.pop(name) if old is None else sys.modules.update({name: old}))
            sys.modules[name] = module
        keep_metadata(self.folder)

        self.assertFalse(pkg.check_refresh({"due": True}))
        self.assertTrue(pkg.check_refresh({"due": False}, True))
        self.assertFalse(pkg.check_refresh({"due": True}, False))
        self.write("conf", "two\n")
        self.assertTrue(pkg.check_refresh({"due": True}))
        self.assertFalse(pkg.check_refresh({"due": False}))
