import os
import platform
import random
import shutil
import sys
import tempfile
import time
import unittest

from guest.renew import imported, is_outdated, renew


class RenewTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        sys.path.append(self.folder)
        self.addCleanup(sys.path.remove, self.folder)

    def write(self, name, text):
        part = os.path.join(self.folder, name + ".part")
        with open(part, "w") as file:
            file.write(text)
        os.rename(part, os.path.join(self.folder, name))

    def test_dice(self):
        """throws other dice in each pass"""
        random.seed(1)
        first = random.random()
        random.seed(1)
        renew([])

        self.assertNotEqual(random.random(), first)

    def test_zone(self):
        """sees a time zone that was changed meanwhile"""
        old = os.environ.get("TZ")
        self.addCleanup(lambda: (os.environ.pop("TZ"), old and os.environ.update(TZ=old), time.tzset()))
        os.environ["TZ"] = "JST-9"
        renew([])

        self.assertEqual(time.localtime(0).tm_hour, 9)

    def test_platform(self):
        """asks for the name of the host again"""
        platform.uname()
        platform._uname_cache = platform._uname_cache._replace(node="old")

        renew([])

        self.assertEqual(platform.node(), os.uname()[1])

    def test_askers(self):
        """imports anew, in place, what looks for programs; what is not there is none of its business"""
        self.write("asker_one.py", "found = 1\ndef ask():\n    return found\n")
        module = __import__("asker_one")
        ask = module.ask
        self.write("asker_one.py", "found = 22\ndef ask():\n    return found\n")

        renew(["asker_one", "no.such.module"])

        self.assertEqual((sys.modules["asker_one"], ask()), (module, 22))

    def test_outdated(self):
        """is outdated when a loaded file or a folder of modules is another, and not before"""
        self.write("asker_two.py", "x = 1\n")
        __import__("asker_two")
        known = imported()

        self.assertFalse(is_outdated(known))
        self.write("asker_two.py", "x = 2\n")
        self.assertTrue(is_outdated(known))

        known = imported()
        self.write("new_library.py", "")
        self.assertTrue(is_outdated(known))

        known = imported()
        os.unlink(os.path.join(self.folder, "asker_two.py"))
        self.assertTrue(is_outdated(known))
