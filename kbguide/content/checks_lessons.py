"""Whether a lesson can be held: its minutes add up, and what it opens is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from kbguide.content.catalogue import Content
from kbguide.content.learning import Chapter

CHAPTERS = {f"#{name}" for name in get_args(Chapter)}
PAGES = frozenset({"#try", "beside", "now", "paper", "stuck"})


@dataclass(frozen=True)
class Addresses:
    """What a lesson can open: a chapter, a page, and in a chapter any part, for content does not know the notebooks."""

    pages: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name in self.pages or str(name).partition("/")[0] in CHAPTERS


def addresses(c: Content) -> Addresses:
    """Those that there are, with a page for each real procedure and a sheet for some."""
    papers = (f"paper/{one.id}" for one in c.companions.values() if one.on_paper)
    return Addresses(PAGES.union(papers, (f"beside/{name}" for name in c.companions)))


def unheld(c: Content) -> Iterator[str]:
    """A line for each lesson whose steps take more or less time than it has, or that takes no time for one."""
    for lesson in c.lessons.values():
        taken = sum(step.minutes for step in lesson.step)
        if taken != lesson.minutes:
            yield f"lessons.toml: {lesson.id}: minutes: {lesson.minutes}, but its steps take {taken}"
        for step in lesson.step:
            if step.minutes < 1:
                yield f"lessons.toml: {lesson.id}: {step.id}: minutes: {step.minutes}, a step takes at least one"
