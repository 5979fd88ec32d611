"""Questions beside the practice: claims, drills, and how sure somebody feels. What was answered is kept, in order."""

from collections.abc import Callable, Collection, Mapping

from kbguide.content.catalogue import Content

CONFIDENCE = ("confidence/before", "confidence/after")
STEPS = ("1", "2", "3", "4", "5")  # from "not at all" to "quite"
TRUTH = ("true", "false")
CARE = "care"  # the question what one cares about in a certificate

Said = Mapping[str, tuple[str, ...]]  # question -> every answer given to it, oldest first


def offered(content: Content, question: str) -> tuple[str, ...]:
    """The answers that a question offers: `claim/ID`, `drill/ID`, CARE, or one of CONFIDENCE; else none."""
    kind, _, name = question.partition("/")
    if question in CONFIDENCE:
        return STEPS
    if question == CARE:
        return tuple(aspect.id for aspect in content.aspects.values() if aspect.care)
    if kind == "claim" and name in content.claims:
        return TRUTH
    if kind == "drill" and name in content.drills:
        return tuple(reply.id for reply in content.drills[name].reply)
    return ()


def is_right(content: Content, question: str, answer: str) -> bool:
    """Whether an answer to a claim or a drill is the right one."""
    kind, _, name = question.partition("/")
    if kind == "claim":
        return answer == str(content.claims[name].true).lower()
    return content.drills[name].verdict(answer) == "safe"


def following(names: list[str], name: str, waits: Callable[[str], bool]) -> str:
    """The next that still waits for an answer, first those after this one; "" when none does."""
    start = names.index(name) + 1 if name in names else 0
    return next((one for one in names[start:] + names[:start] if one != name and waits(one)), "")


def answered(content: Content, said: Said, kind: str, names: Collection[str]) -> tuple[int, int, int]:
    """Of these claims or drills: how many were answered, how many rightly the first time, and how many there are.

    A drill is answered rightly if the first answer given to it in this round is the safe one: trying again shows
    how it is done, and a better answer to its twin, or in the next round, counts there.
    """
    first = {name: said[f"{kind}/{name}"][0] for name in names if f"{kind}/{name}" in said}
    right = sum(is_right(content, f"{kind}/{name}", answer) for name, answer in first.items())
    return len(first), right, len(names)
