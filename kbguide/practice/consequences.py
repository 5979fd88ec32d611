"""What a mistaken answer to a fraud leads to: how one stood before, and after somebody else has used it."""

from dataclasses import replace

from kbguide.content.catalogue import Content
from kbguide.content.learning import Drill, Reply
from kbguide.practice.pseudorandom import serial
from kbguide.practice.standing import Standing, make_standing, perform


def consequences(content: Content, drill: Drill, reply: Reply) -> tuple[Standing, Standing]:
    """The standing before and after. Whoever cheats has a certificate issued at another institution than one's own."""
    owner = next(iter(content.personas.values())).values["name"]
    elsewhere = replace(content.bank, institution=(*content.bank.institution[1:], content.bank.institution[0]))
    story = f"drill/{drill.id}"  # its serial numbers are the same whenever it is told
    before = after = make_standing(content, content.givens[drill.given], owner, serial(story, 0))
    for number, effect in enumerate(reply.effect, 1):
        after = perform(after, effect, elsewhere, owner, serial(story, number))
    return before, after
