"""What Salt knows of an error in rendering, and does not say."""

import sys

from .stumble import reason_of, trouble_in

# As Salt marks the line of an error.
MARKER = "    <======================"


def complete_errors(emit):
    """Gives errors of YAML their line and its text, and tells when it was the machine that failed."""
    import salt.exceptions
    import salt.pillar
    import salt.state

    error = salt.exceptions.SaltRenderError
    init = error.__init__

    def complete(self, message, line_num=None, buf="", marker=MARKER, **kwargs):
        known = sys._getframe(1).f_locals
        text = known.get("yaml_data")
        trouble = message if hasattr(message, "problem_mark") else known.get("exc")
        mark = getattr(trouble, "problem_mark", None)
        if mark is not None:
            line_num = mark.line + 1
            message = describe(message if isinstance(message, str) else trouble.problem, trouble)
        # With the loader that is written in C there is nothing to quote, and Salt leaves out the line as well.
        if line_num is not None and not buf and isinstance(text, str):
            buf = text
        if mark is not None and buf:
            buf, marker = point_at(buf, mark.line, mark.column)
        init(self, message, line_num, buf, marker, **kwargs)

    error.__init__ = complete
    for module in (salt.state, salt.pillar):
        watch_template(module, emit)


def describe(problem, trouble):
    """What is wrong comes first, and where, then what was read at that time; of the scanner's Salt tells the line alone."""
    mark, context = trouble.problem_mark, trouble.context_mark
    text = "%s: line %d, column %d" % (problem, mark.line + 1, mark.column + 1)
    if trouble.context:
        text += ", " + trouble.context
        if context is not None and context.line != mark.line:
            text += " that begins in line %d" % (context.line + 1)
    return text if trouble.note is None else "%s\n%s" % (text, trouble.note)


def point_at(text, line, column):
    """The text with a line where the error is, be it at its end, and the marker of that line with a caret below it."""
    lines = text.splitlines()
    while len(lines) <= line:
        lines.append("")
    before = lines[line][:column]
    blank = "".join("\t" if sign == "\t" else " " for sign in before)
    return "\n".join(lines) + "\n", "%s\n%s^" % (MARKER, blank.ljust(column))


def watch_template(module, emit):
    """Salt puts any exception into a sentence; that the disk is full is no fault of the template."""
    compile_template = module.compile_template

    def watched(*args, **kwargs):
        try:
            return compile_template(*args, **kwargs)
        except Exception as error:
            trouble = trouble_in(error)
            if trouble:
                emit("failing", reason=reason_of(trouble))
            raise

    module.compile_template = watched
