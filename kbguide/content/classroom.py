"""What is said in a class with a teacher, and asked at its end."""

from dataclasses import dataclass

from kbguide.content.reader import Text


@dataclass(frozen=True)
class Remark:
    """A short text that a teacher sends to all; there is no other, so that none carries a link or a name."""

    id: str
    text: Text


@dataclass(frozen=True)
class Opinion:
    """One answer to a question at the end of a class."""

    id: str
    text: Text


@dataclass(frozen=True)
class Feedback:
    """A question at the end of a class, answered by a press and counted."""

    id: str
    text: Text
    opinion: tuple[Opinion, ...]
