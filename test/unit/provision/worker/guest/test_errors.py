import logging
import unittest

from guest.errors import ANSWER, CHARACTERS, LINES, Errors, ask, near_of, unit_of


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


class UnitTest(unittest.TestCase):
    def test_others(self):
        """asks nothing of what is no service that failed, or did not run"""
        asked = {"show": ["echo"]}
        self.assertIsNone(unit_of("file_|-a_|-a_|-managed", {"result": False, "name": "a"}, asked))
        self.assertIsNone(unit_of("service_|-a_|-a_|-running", {"result": True, "name": "a"}, asked))
        waiting = {"result": False, "name": "a", "__state_ran__": False}
        self.assertIsNone(unit_of("service_|-a_|-a_|-running", waiting, asked))

    def test_answer(self):
        """is bounded in size and time, and nothing where the command cannot be run"""
        self.assertEqual(ask(["echo", "a\u00e4"]), "a\u00e4\n")
        self.assertEqual(len(ask(["head", "-c", str(10 * ANSWER), "/dev/zero"])), ANSWER)
        self.assertEqual(ask(["no-such-program"]), "")
        self.assertEqual(ask(["echo", "\0"]), "")


class Known(dict):
    """Salt's loader: what it knows, and what it knows that this machine lacks something for."""

    def __init__(self, names, missing):
        dict.__init__(self, dict.fromkeys(names))
        self.missing_modules = dict.fromkeys(missing)


class NearTest(unittest.TestCase):
    known = Known(["file.managed", "rabbitmq_user.present", "service.running"], ["mysql_user"])

    def near(self, tag, comment="State was not found in SLS 'a'", result=False):
        return near_of(self.known, tag, {"result": result, "comment": comment})

    def test_near(self):
        """knows what was meant by a function that is mistyped"""
        self.assertEqual(self.near("file_|-a_|-a_|-mangaed"), "file.managed")
        self.assertEqual(self.near("servce_|-a_|-a_|-running"), "service.running")

    def test_far(self):
        """guesses nothing for what is near to nothing, or is there and cannot be used"""
        self.assertIsNone(self.near("nothing_|-a_|-a_|-at_all"))
        self.assertIsNone(self.near("mysql_user_|-a_|-a_|-present"))

    def test_other(self):
        """is asked of nothing else"""
        self.assertIsNone(self.near("file_|-a_|-a_|-mangaed", comment="failed"))
        self.assertIsNone(self.near("file_|-a_|-a_|-mangaed", result=True))
        self.assertIsNone(near_of(None, "file_|-a_|-a_|-x", {"result": False, "comment": "was not found in SLS"}))
