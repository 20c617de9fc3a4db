import json
import os
import tempfile
import unittest

from guest.speech import Speech


class SpeechTest(unittest.TestCase):
    def setUp(self):
        self.told = tempfile.TemporaryFile()
        self.addCleanup(self.told.close)
        self.printed = tempfile.TemporaryFile()
        self.addCleanup(self.printed.close)
        old = os.dup(2)
        self.addCleanup(os.close, old)
        self.addCleanup(os.dup2, old, 2)
        os.dup2(self.printed.fileno(), 2)
        self.speech = Speech(self.told.fileno())

    def events(self):
        self.told.seek(0)
        return [json.loads(line.decode("ascii")) for line in self.told.read().splitlines()]

    def standard_error(self):
        self.printed.seek(0)
        return self.printed.read()

    def hear(self, event, **fields):
        return self.speech.hear(json.dumps(dict(dict(event=event), **fields)).encode("ascii") + b"\n")

    def test_plain(self):
        """goes to the standard error while nothing is secret"""
        self.assertTrue(self.hear("planned", total=1))
        self.speech.say(b"said\n")
        self.speech.end()

        self.assertEqual(self.standard_error(), b"said\n")
        self.assertEqual(self.events(), [])

    def test_among(self):
        """goes among the events once something is secret, a sign that comes in two pieces whole"""
        self.assertTrue(self.hear("secrets", values=["x"]))
        self.speech.say("p\u00e9".encode("utf-8")[:2])
        self.speech.say("p\u00e9".encode("utf-8")[2:] + b"\n")

        self.assertEqual(self.standard_error(), b"")
        self.assertEqual("".join(event["text"] for event in self.events()), "p\u00e9\n")

    def test_held(self):
        """is held while it is not known what is secret, and comes after that is told"""
        self.assertFalse(self.hear("hush"))
        self.speech.say(b"perhaps\n")
        self.assertEqual(self.events(), [])
        self.assertTrue(self.hear("secrets", values=["x"]))
        self.assertEqual(self.events(), [])
        self.assertFalse(self.hear("unhush"))

        self.assertEqual(self.events(), [{"event": "said", "text": "perhaps\n"}])

    def test_left_out(self):
        """is left out where that never becomes known, and how much of it is told"""
        self.hear("hush")
        self.speech.say(b"perhaps\n")
        self.speech.end()

        self.assertEqual([event["event"] for event in self.events()], ["said"])
        self.assertIn("8 bytes that Salt said are left out", self.events()[0]["text"])

    def test_unhidden(self):
        """is left out where something cannot be hidden"""
        self.hear("hush")
        self.assertTrue(self.hear("unhidden", names=["pin"]))
        self.speech.say(b"123\n")
        self.speech.end()

        self.assertNotIn("123", self.events()[0]["text"])
