"""What Salt's own YAML loader refuses, and Salt's answers with their types kept. Run by the Python that holds Salt.

argv: `refused`, with the documents as a JSON list on stdin; or the outputter (`json`, `raw`) whose text is on stdin.
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


text = sys.stdin.read()
if sys.argv[1] == "refused":
    answer = [refused(document) for document in json.loads(text)]
elif sys.argv[1] == "json":
    answer = typed(json.loads(text)["local"])
else:
    names = {"OrderedDict": OrderedDict, "inf": float("inf"), "nan": float("nan")}
    answer = {name: first_key(value) for name, value in eval(text, names)["local"].items()}
print(json.dumps(answer))
