"""The scripts as they are handed out: comments on lines of their own are for authors, and nobody waits for them."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/)\n", re.MULTILINE)


def script(file: Path) -> str:
    """What a browser is given of it."""
    return _COMMENT.sub("", file.read_text(encoding="utf-8"))
