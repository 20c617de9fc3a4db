"""What Salt's own YAML loader refuses, and Salt's answers with their types kept. Run by the Python that holds Salt.

argv: `written`, with a document on stdin: what its loader makes of `data`, and what Salt holds under that name, as Python
writes it; `refused`, with the documents as a JSON list on stdin; or the outputter (`json`, `raw`) whose text is on stdin.
Prints JSON. A number that JavaScript would not give back as it is stands as `{"int": …}` or `{"float": …}`, its text as
Python writes it.
"""

import json
import sys
from collections import OrderedDict


def refused(document):
    """Why it is refused, in a line; None when it is not."""
    import yaml
    from salt.utils.yamlloader import SaltYamlSafeLoader, load

    try:
        load(document, Loader=SaltYamlSafeLoader)
    except yaml.YAMLError as error:
        return getattr(error, "problem", None) or str(error).splitlines()[0]
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def typed(value):
    if isinstance(value, dict):
        return OrderedDict((str(key), typed(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"int": str(value)}
    if isinstance(value, float) and (value - value != 0 or value == int(value)):
        return {"float": repr(value)}
    if isinstance(value, float):
        return value
    raise TypeError("no value of JSON: %r" % (value,))


def first_key(value):
    return typed(list(value)[0])


def written(document):
    import salt.client
    import salt.config
    import salt.utils.data
    from salt.utils.yamlloader import SaltYamlSafeLoader, load

    opts = salt.config.minion_config("/var/lib/saltern/etc/minion")
    opts["file_client"] = "local"
    caller = salt.client.Caller(mopts=opts)
    data = load(document, Loader=SaltYamlSafeLoader)["data"]
    found = {
        "file": data,
        # Salt makes text of bytes in grains, wherever these come from.
        "decoded": salt.utils.data.decode(data),
        "pillar": caller.cmd("pillar.items")["data"],
        "grains": caller.cmd("grains.items")["data"],
        "minion": opts["data"],
    }
    return {name: {show(key): show(value) for key, value in data.items()} for name, data in found.items()}


def show(value):
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (show(key), show(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return "[%s]" % ", ".join(show(inner) for inner in value)
    if isinstance(value, set):
        return "set(%s)" % sorted(value)
    return repr(value)


text = sys.stdin.read()
if sys.argv[1] == "refused":
    answer = [refused(document) for document in json.loads(text)]
elif sys.argv[1] == "written":
    answer = written(text)
elif sys.argv[1] == "json":
    answer = typed(json.loads(text)["local"])
else:
    names = {"OrderedDict": OrderedDict, "inf": float("inf"), "nan": float("nan")}
    answer = {name: first_key(value) for name, value in eval(text, names)["local"].items()}
print(json.dumps(answer))
