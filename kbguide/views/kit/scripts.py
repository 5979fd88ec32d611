"""The scripts as they are handed out: a line that is only a comment is for their authors, and nobody waits for it."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)


def script(file: Path) -> str:
    """What a browser is given of it."""
    return _COMMENT.sub("", file.read_text(encoding="utf-8"))
