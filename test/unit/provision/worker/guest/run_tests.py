"""Runs the tests beside this file and prints one line of JSON for each: its file, its sentence, what went wrong.

argv: the folder that holds the package `guest`.
"""

import json
import os
import sys
import unittest


class Lines(unittest.TestResult):
    def startTest(self, test):
        unittest.TestResult.startTest(self, test)
        self.trouble = []

    def addError(self, test, err):
        self.trouble.append(self._exc_info_to_string(err, test))

    addFailure = addError

    def stopTest(self, test):
        file = type(test).__module__
        title = test.shortDescription() or str(test)
        os.write(OUT, json.dumps({"file": file, "title": title, "trouble": self.trouble}).encode("ascii") + b"\n")
        unittest.TestResult.stopTest(self, test)


# What a test prints must not be taken for ours.
OUT = os.dup(1)
os.dup2(2, 1)
sys.path.insert(0, sys.argv[1])
unittest.defaultTestLoader.discover(os.path.dirname(os.path.abspath(__file__))).run(Lines())
