import os
import subprocess
import sys
import time
import unittest

from guest.processes import descendants, exited, kill_tree

# A child, a grandchild, and a daemon in the same session that has left its parent; tells their pids.
TREE = """
import os, sys, time
os.setsid()
reader, writer = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        os.write(writer, b"%d " % os.getpid())
        time.sleep(600)
    os._exit(0)
if os.fork() == 0:
    os.write(writer, b"%d " % os.getpid())
    time.sleep(600)
os.wait()
told = b""
while told.count(b" ") < 2:
    told += os.read(reader, 100)
print(told.decode(), flush=True)
time.sleep(600)
"""


class ProcessesTest(unittest.TestCase):
    def setUp(self):
        self.child = subprocess.Popen([sys.executable, "-c", TREE], stdout=subprocess.PIPE)
        self.addCleanup(self.child.stdout.close)
        self.addCleanup(self.child.wait)
        self.addCleanup(kill_tree, self.child.pid)
        self.pids = {int(pid) for pid in self.child.stdout.readline().split()}

    def test_descendants(self):
        """finds what a process started, also the daemon that has left its parent"""
        self.assertEqual(descendants(self.child.pid), self.pids | {self.child.pid})
        self.assertNotIn(os.getpid(), descendants(self.child.pid))

    def test_kill(self):
        """ends all of it and nothing else"""
        bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)

        kill_tree(self.child.pid)

        self.assertEqual(self.child.wait(), -9)
        self.assertTrue(wait_for(lambda: not any(is_running(pid) for pid in self.pids)))
        self.assertIsNone(bystander.poll())

    def test_exited(self):
        """looks whether a child has ended and leaves its status to who waits for it"""
        running = exited(self.child.pid)
        kill_tree(self.child.pid)

        self.assertFalse(running)
        self.assertTrue(wait_for(lambda: exited(self.child.pid)))
        self.assertEqual(self.child.wait(), -9)


def wait_for(holds):
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def is_running(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False
