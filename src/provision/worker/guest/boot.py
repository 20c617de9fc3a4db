"""Reads exactly the worker's program from stdin and runs it; what follows on stdin is for the worker.

The program is JSON: `parts`, each a module's name and text, in an order in which each may import those before it, and
`settings`, handed to the `main` of the last. argv: the program's length in bytes.
"""

import json
import os
import sys
import types

PACKAGE = "saltern_worker"


def main():
    program = read_program(int(sys.argv[1]))
    sys.modules[PACKAGE] = types.ModuleType(PACKAGE)
    # For a process that is to begin as this one did.
    sys.modules[PACKAGE].program = program
    forget_own_text()
    loaded = [load(name, text) for name, text in program["parts"]]
    loaded[-1].main(program["settings"])


def read_program(size):
    data = b""
    while len(data) < size:
        more = os.read(0, size - len(data))
        if not more:
            sys.exit(0)
        data += more
    return json.loads(data.decode("utf-8"))


def forget_own_text():
    """Python shows the text of `-c` in the traceback of whatever else calls itself "<string>", as templates do."""
    import linecache

    linecache.clearcache()
    getattr(linecache, "_interactive_cache", {}).clear()


def load(name, text):
    module = types.ModuleType(PACKAGE + "." + name)
    module.__package__ = PACKAGE
    sys.modules[module.__name__] = module
    exec(compile(text, PACKAGE + "/" + name + ".py", "exec"), module.__dict__)
    return module


if __name__ == "__main__":
    main()
