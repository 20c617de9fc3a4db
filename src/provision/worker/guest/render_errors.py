"""What Salt knows of an error in rendering, and does not say."""

import sys

from .stumble import reason_of, trouble_in


def complete_errors(emit):
    """Gives errors of YAML their line and its text, and tells when it was the machine that failed."""
    import salt.exceptions
    import salt.pillar
    import salt.state

    error = salt.exceptions.SaltRenderError
    init = error.__init__

    def complete(self, message, line_num=None, buf="", *args, **kwargs):
        text = sys._getframe(1).f_locals.get("yaml_data")
        mark = getattr(message, "problem_mark", None)
        if line_num is None and mark is not None:
            line_num = mark.line + 1
        # With the loader that is written in C there is nothing to quote, and Salt leaves out the line as well.
        if line_num is not None and not buf and isinstance(text, str):
            buf = text
        init(self, message, line_num, buf, *args, **kwargs)

    error.__init__ = complete
    for module in (salt.state, salt.pillar):
        watch_template(module, emit)


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
