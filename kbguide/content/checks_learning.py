"""Whether what is learnt beside practice can be used: drills have an answer, quotes are there, comparisons are full."""

from collections.abc import Iterator

from kbguide.content.catalogue import Content
from kbguide.content.learning import Drill
from kbguide.content.reader import LANGUAGES, quote


def unusable(c: Content) -> Iterator[str]:
    """A line for each drill, comparison and path step that a learner could not use."""
    for drill in c.drills.values():
        yield from (f"scams.toml: {drill.id}: {fault}" for fault in drill_faults(c, drill))
    for one in c.compared.values():
        cells = [cell.aspect for cell in one.cell]
        for aspect in (name for name in c.aspects if cells.count(name) != 1):
            yield f"comparison.toml: {one.id}: cell: one for {aspect!r} is expected, found {cells.count(aspect)}"


def drill_faults(c: Content, drill: Drill) -> Iterator[str]:
    """What keeps a drill from being answered or explained."""
    verdicts = [reply.verdict for reply in drill.reply]
    if verdicts.count("safe") != 1:
        yield f"reply: exactly one must be 'safe', found {verdicts.count('safe')}"
    for lang in LANGUAGES:
        said = "\n".join([drill.sender[lang], *(line[lang] for line in drill.words)])
        for clue in drill.clue:
            if clue.quote and clue.quote[lang] not in said:
                yield f"clue: quote: {quote(clue.quote[lang])} does not stand in sender or words"
    given = c.givens.get(drill.given)
    if given and not given.issuer and any(reply.effect for reply in drill.reply):
        yield f"given: {drill.given!r} has no certificate to which the effects could happen"
