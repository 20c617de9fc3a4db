import hashlib
import io
import json
import os
import shutil
import struct
import tarfile
import tempfile
import unittest

from guest.bundle import holdings, receive, start_receiver
from guest.line import Line


def digest(text, mode=0o644):
    return hashlib.sha256(text.encode("utf-8")).hexdigest() + ":%o" % mode


class Link:
    def __init__(self, target):
        self.target = target


def bundle(files, size=7):
    """Frames of a tar of these: path to text, None for a folder, a `Link`, a pair for a file with a mode of its own."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for path, content in files:
            member = tarfile.TarInfo(path)
            if content is None:
                member.type, member.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(member)
                continue
            if isinstance(content, Link):
                member.type, member.linkname = tarfile.SYMTYPE, content.target
                archive.addfile(member)
                continue
            text, member.mode = (content, 0o644) if isinstance(content, str) else content
            member.size = len(text.encode("utf-8"))
            archive.addfile(member, io.BytesIO(text.encode("utf-8")))
    tar = data.getvalue()
    chunks = [tar[at : at + size] for at in range(0, len(tar), size)]
    return b"".join(struct.pack(">I", len(chunk)) + chunk for chunk in chunks + [b""])


class RootTest(unittest.TestCase):
    """What all of these need: a root of their own."""

    def setUp(self):
        self.root = os.path.join(tempfile.mkdtemp(), "root")
        self.addCleanup(shutil.rmtree, os.path.dirname(self.root))

    def line(self, data):
        file = tempfile.TemporaryFile()
        file.write(data)
        file.seek(0)
        self.addCleanup(file.close)
        return Line(file.fileno())


class BundleTest(RootTest):
    def receive(self, files, delete=()):
        line = self.line(bundle(files) + b"{}\n")
        receive(self.root, line, {"delete": list(delete)})
        # Nothing of the next command was taken.
        self.assertEqual(line.command(), {})

    def read(self, path):
        with open(os.path.join(self.root, path)) as file:
            return file.read()

    def write(self, path, text):
        with open(os.path.join(self.root, path), "w") as file:
            file.write(text)

    def test_empty(self):
        """holds nothing at first"""
        self.assertEqual(holdings(self.root), {})

    def test_held(self):
        """holds what it received, by digest, with the mode that counts"""
        self.receive([("srv", None), ("srv/a.sls", "a: 1\n"), ("srv/run", ("true\n", 0o755)), ("etc/minion", "{}")])

        self.assertEqual(
            holdings(self.root),
            {"srv/a.sls": digest("a: 1\n"), "srv/run": digest("true\n", 0o755), "etc/minion": digest("{}")},
        )
        self.assertEqual(os.stat(os.path.join(self.root, "srv/run")).st_mode & 0o777, 0o755)
        self.assertEqual(self.read("srv/a.sls"), "a: 1\n")

    def test_meddled(self):
        """no longer holds what somebody changed, and shows what somebody put there"""
        self.receive([("srv/a", "a"), ("srv/b", "b"), ("srv/c", "c")])
        self.write("srv/a", "other")
        os.chmod(os.path.join(self.root, "srv/b"), 0o600)
        self.write("srv/extra", "")
        os.makedirs(os.path.join(self.root, "srv/__pycache__/deep"))
        os.symlink("c", os.path.join(self.root, "srv/link"))

        self.assertEqual(
            holdings(self.root), {"srv/a": "", "srv/b": "", "srv/c": digest("c"), "srv/extra": "", "srv/link": ""}
        )

    def test_foreign(self):
        """names below `etc` only what it wrote itself: Salt, states and hooks write there too, and theirs stays"""
        self.receive([("etc/minion", "{}"), ("etc/old", "x"), ("srv/a", "a")])
        for path in ("etc/grains", "etc/minion_id", "etc/minion.d/own.conf", "etc/gpgkeys/pubring.kbx"):
            os.makedirs(os.path.dirname(os.path.join(self.root, path)), exist_ok=True)
            self.write(path, "theirs")
        os.unlink(os.path.join(self.root, "etc/old"))
        os.makedirs(os.path.join(self.root, "etc/old/theirs"))

        self.assertEqual(holdings(self.root), {"etc/minion": digest("{}"), "srv/a": digest("a")})

        self.write("etc/minion", "changed")
        self.assertEqual(holdings(self.root)["etc/minion"], "")

    def test_foreign_link(self):
        """does not follow a link that was put in place of the served folder"""
        self.receive([("srv/a", "a")])
        shutil.rmtree(os.path.join(self.root, "srv"))
        os.makedirs(os.path.join(self.root, "elsewhere"))
        self.write("elsewhere/precious", "theirs")
        os.symlink("elsewhere", os.path.join(self.root, "srv"))

        self.assertEqual(holdings(self.root), {"srv": ""})

        self.receive([("srv", None), ("srv/a", "a")], delete=["srv"])
        self.assertEqual((self.read("srv/a"), self.read("elsewhere/precious")), ("a", "theirs"))

    def test_delete(self):
        """removes what is no longer wanted, files and whole folders, and what is gone already"""
        self.receive([("srv/old", "x"), ("srv/folder/deep/x", "x"), ("srv/kept", "x")])

        self.receive([], delete=["srv/old", "srv/folder", "srv/folder/deep/x", "srv/never"])

        self.assertEqual(os.listdir(os.path.join(self.root, "srv")), ["kept"])
        self.assertEqual(holdings(self.root), {"srv/kept": digest("x")})

    def test_replace(self):
        """puts a file where a folder was, and a folder where a file was"""
        self.receive([("srv/one/x", "x"), ("srv/two", "x")])

        self.receive([("srv/one", "file"), ("srv/two", None), ("srv/two/x", "y")], delete=["srv/one", "srv/two"])

        self.assertEqual(self.read("srv/one"), "file")
        self.assertEqual(self.read("srv/two/x"), "y")
        self.assertEqual(
            holdings(self.root), {"srv/one": digest("file"), "srv/two": "dir", "srv/two/x": digest("y")}
        )

    def test_links(self):
        """keeps links as links, to files and to folders, and puts them where something else was"""
        self.receive([("srv/on", None), ("srv/on/x", "x"), ("srv/was", "file"), ("srv/old/x", "x")])

        links = [("srv/to-x", Link("on/x")), ("srv/to-on", Link("on")), ("srv/was", Link("on")), ("srv/old", Link("on"))]
        self.receive(links, delete=["srv/old"])

        held = {key: value for key, value in holdings(self.root).items() if value.startswith("link:")}
        self.assertEqual(
            held, {"srv/to-x": "link:on/x", "srv/to-on": "link:on", "srv/was": "link:on", "srv/old": "link:on"}
        )
        self.assertEqual(os.readlink(os.path.join(self.root, "srv/to-x")), "on/x")

    def test_link_changed(self):
        """no longer holds a link that somebody turned elsewhere"""
        self.receive([("srv/a", "a"), ("srv/b", "b"), ("srv/link", Link("a"))])
        os.unlink(os.path.join(self.root, "srv/link"))
        os.symlink("b", os.path.join(self.root, "srv/link"))

        self.assertEqual(holdings(self.root)["srv/link"], "")

    def test_modes(self):
        """keeps modes, those that give rights too"""
        self.receive([("srv/secret", ("x", 0o600)), ("srv/su", ("x", 0o4755))])

        self.assertEqual(holdings(self.root), {"srv/secret": digest("x", 0o600), "srv/su": digest("x", 0o4755)})
        self.assertEqual(os.stat(os.path.join(self.root, "srv/su")).st_mode & 0o7777, 0o4755)

    def test_link(self):
        """writes a file in place of a link, not through it"""
        self.receive([("srv/a", "a")])
        self.write("outside", "untouched")
        os.unlink(os.path.join(self.root, "srv/a"))
        os.symlink("../outside", os.path.join(self.root, "srv/a"))

        self.receive([("srv/a", "a")])

        self.assertEqual(self.read("outside"), "untouched")
        self.assertEqual(holdings(self.root), {"srv/a": digest("a")})

    def test_manifest_last(self):
        """holds nothing of a bundle that broke off: it will be sent again"""
        whole = bundle([("srv/a", "a" * 2000), ("srv/b", "b" * 2000)])

        self.assertRaises(EOFError, receive, self.root, self.line(whole[:2500]), {"delete": []})

        self.assertEqual(set(holdings(self.root).values()) - {""}, set())
        self.assertFalse(os.path.exists(os.path.join(self.root, "manifest.json")))

    def test_damaged_manifest(self):
        """takes a manifest that is damaged for none"""
        self.receive([("srv/a", "a")])
        self.write("manifest.json", '{"srv/a": ')

        self.assertEqual(holdings(self.root), {"srv/a": ""})


class ReceiverTest(RootTest):
    def outcome(self, data):
        """The receiver's exit status, and what it told."""
        reader, writer = os.pipe()

        def emit(event, **fields):
            os.write(writer, json.dumps([event, fields]).encode("ascii"))

        status = os.waitpid(start_receiver(self.root, self.line(data), emit), 0)[1] >> 8
        os.close(writer)
        with os.fdopen(reader) as file:
            return status, file.read()

    def test_ends(self):
        """ends with 0 when all is there, 3 when the host is gone"""
        command = b'{"command": "bundle", "delete": []}\n'

        self.assertEqual(self.outcome(command + bundle([("srv/a", "a")])), (0, ""))
        self.assertEqual(self.outcome(command + b"\0\0"), (3, ""))
        self.assertEqual(self.outcome(b""), (3, ""))

    def test_trouble(self):
        """tells why the bundle cannot be written"""
        with open(self.root, "w"):
            pass

        status, told = self.outcome(b'{"command": "bundle", "delete": []}\n' + bundle([("srv/a", "a")]))

        self.assertEqual(status, 4)
        event, fields = json.loads(told)
        self.assertEqual((event, fields["kind"]), ("trouble", "upload"))
        self.assertRegex(fields["message"], "FileExistsError|NotADirectoryError")
