import logging
import unittest

from guest.errors import CHARACTERS, LINES, Errors, journal_of


class ErrorsTest(unittest.TestCase):
    def setUp(self):
        self.errors = Errors()
        self.log = logging.Logger("test")
        self.log.addHandler(self.errors)

    def test_errors(self):
        """keeps what is said of errors until it is taken, and nothing less"""
        self.log.warning("only a warning")
        self.log.error("group '%s' does not exist", "9999")

        self.assertEqual(self.errors.take(), ["group '9999' does not exist"])
        self.assertEqual(self.errors.take(), [])

    def test_many(self):
        """keeps the last of very many, and cuts what is very long"""
        for number in range(1000):
            self.log.error("x" * 10 * CHARACTERS + "%d", number)

        said = self.errors.take()
        self.assertEqual(len(said), LINES)
        self.assertTrue(all(len(line) < CHARACTERS + 100 for line in said))
        self.assertTrue(said[-1].endswith("999"))

    def test_broken(self):
        """is not broken by a message that is"""
        self.log.error("%d and %d", "one")

        self.assertEqual(self.errors.take(), [])


class JournalTest(unittest.TestCase):
    def test_others(self):
        """looks into no journal for what is no service that failed"""
        self.assertEqual(journal_of("file_|-a_|-a_|-managed", {"result": False, "name": "a"}), [])
        self.assertEqual(journal_of("service_|-a_|-a_|-running", {"result": True, "name": "a"}), [])
