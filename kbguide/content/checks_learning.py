"""Whether what is learnt beside practice can be used: drills have an answer, quotes are there, comparisons are full."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kbguide.content.catalogue import Content
from kbguide.content.checks_texts import text_faults
from kbguide.content.learning import Drill
from kbguide.content.reader import LANGUAGES, PLACE, cut, filled, quote

MADE_UP = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+|\d[\d-]{6,}\d", re.IGNORECASE)  # an address or a number
NOBODYS = re.compile(r".+\.example|(?:010-)?0000-0000")


def unusable(c: Content) -> Iterator[str]:
    """A line for each drill, comparison and path step that a learner could not use."""
    for drill in c.drills.values():
        faults = (*drill_faults(c, drill), *twin_faults(c, drill), *guise_faults(drill))
        yield from (f"scams.toml: {drill.id}: {fault}" for fault in faults)
    for one in c.compared.values():
        cells = [cell.aspect for cell in one.cell]
        for aspect in (name for name in c.aspects if cells.count(name) != 1):
            yield f"comparison.toml: {one.id}: cell: one for {aspect!r} is expected, found {cells.count(aspect)}"


def drill_faults(c: Content, drill: Drill) -> Iterator[str]:
    """What keeps a drill from being answered."""
    verdicts = [reply.verdict for reply in drill.reply]
    if verdicts.count("safe") != 1:
        yield f"reply: exactly one must be 'safe', found {verdicts.count('safe')}"
    given = c.givens.get(drill.given)
    if given and not given.issuer and any(reply.effect for reply in drill.reply):
        yield f"given: {drill.given!r} has no certificate to which the effects could happen"


def twin_faults(c: Content, drill: Drill) -> Iterator[str]:
    """A twin is genuine where the other is a fraud, and another answer is right."""
    twin = c.drills.get(drill.twin or "")
    if twin and (drill.genuine, twin.genuine, drill.safe == twin.safe) != (False, True, False):
        yield "twin: a fraud has one, which is genuine and whose safe answer is another"
    if drill.extra and drill.id not in {one.twin for one in c.drills.values()}:
        yield "extra: it is the twin of none, so nobody meets it"


def guise_faults(drill: Drill) -> Iterator[str]:
    """What keeps a drill from being told in one of its guises."""
    used = set(PLACE.findall(str(replace(drill, guise=()))))
    for number, words in enumerate(drill.guise or ({},), 1):
        where = f"guise: entry {number}"
        yield from (f"{where}: {cut(name)}: missing" for name in sorted(drill.places - set(words)))
        yield from (f"{where}: {cut(name)}: no text has a place for it" for name in sorted(set(words) - used))
        for name, text in words.items():
            yield from text_faults(f"{where}: {cut(name)}", text, ())
        yield from (f"{where}: {fault}" for fault in told_faults(filled(drill, words)))


def told_faults(drill: Drill) -> Iterator[str]:
    """Quotes that are not there, and addresses and numbers that could be somebody's."""
    for lang in LANGUAGES:
        said = "\n".join([drill.sender[lang], *(line[lang] for line in drill.words)])
        for clue in drill.clue:
            if clue.quote and clue.quote[lang] not in said:
                yield f"clue: quote: {quote(clue.quote[lang])} does not stand in sender or words"
    for made_up in MADE_UP.findall(str(replace(drill, guise=()))):
        if not NOBODYS.fullmatch(made_up):
            yield f"{quote(made_up)} could be somebody's: an address must end with .example, a number is 0000-0000"
