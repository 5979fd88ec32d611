"""Where one can be stuck in front of the real bank, and on what: every problem that can happen in real life."""

from collections import Counter
from dataclasses import replace
from itertools import chain

from kbguide.content.bank import Problem
from kbguide.content.catalogue import Content
from kbguide.content.graph import raised
from kbguide.content.procedure import Procedure

BEFORE = "before"  # what the checklist asks about and is put right somewhere first
OWN = "own"  # on screens for a certificate that is there already
OTHER = "other"
OFTEN = ("often", "sometimes", "rare")
EVERYWHERE = 2  # what can happen in more stages than these is told last


def stage_of(c: Content, screen: str) -> str:
    """The stage of a screen: the number of its step in the first companion's procedure, or `OWN`."""
    issue = main_procedure(c)
    return str(issue.number(screen)) if screen in issue.screens else OWN


def main_procedure(c: Content) -> Procedure:
    """The one whose steps are the stages."""
    return c.procedures[next(iter(c.companions.values())).procedure]


def stages(c: Content) -> dict[str, list[Problem]]:
    """For each stage its problems in real words: first those of its own, the common ones before the rare ones."""
    numbers = [str(number) for number, _ in enumerate(main_procedure(c).step, 1)]
    found: dict[str, set[str]] = {name: set() for name in (BEFORE, *numbers, OWN, OTHER)}
    asked = {name for item in c.items.values() for answer in item.answer for name in answer.problems}
    found[BEFORE] = {name for name in asked if c.problems[name].place}
    for procedure in c.procedures.values():
        for screen in procedure.screens:
            found[stage_of(c, screen)] |= raised(c, procedure, c.screens[screen])
    for one in c.real_words.values():
        for screen in one.also:
            found[stage_of(c, screen)].add(one.id)
    found[OTHER] = c.problems.keys() - set().union(*found.values())
    spread = Counter(chain.from_iterable(found[number] for number in numbers))
    real = [one for often in OFTEN for one in c.problems.values() if one.often == often]
    real.sort(key=lambda one: spread[one.id] > EVERYWHERE)
    listed = {stage: [in_real_words(c, one) for one in real if one.id in names] for stage, names in found.items()}
    return {stage: problems for stage, problems in listed.items() if problems}


def in_real_words(c: Content, problem: Problem) -> Problem:
    """The problem as it is told to somebody who does not practise."""
    words = c.real_words.get(problem.id)
    if not words:
        return problem
    return replace(problem, what=words.what or problem.what, do=words.do or problem.do, ask=words.ask or problem.ask)
