"""Walks through everything that can be practised, guided and rightly, in one channel."""

from playwright.sync_api import expect

from browser.walking import FIRST_FORM, Walk, manage, start
from helpers import beginning, kept_place

CLEAR = {  # how somebody stands whom nothing keeps from an act
    "register": "elsewhere",
    "deregister": "elsewhere-registered",
    "resume": "own-suspended",
    "disconnect": "own-connected",
    "renew": "own-ending",
}


def leave(walk: Walk, word: str = "practice.leave") -> None:
    """Back to the board, at the end of an act or, with "practice.stop", before it."""
    walk.press(walk.say(word))
    if word == "practice.stop":
        walk.press(walk.say("leave.end"))
    expect(walk.heading(walk.say("manage.board-title"), 2)).to_be_focused()


def issuing(walk: Walk, address: str, channel: str) -> None:
    """From the first page to the certificate."""
    start(walk, address, "kim" if channel == "pc" else "lee", channel=channel)
    walk.go()


def managing(walk: Walk, address: str, channel: str) -> None:
    """Every act, by somebody whom nothing keeps from it."""
    for number, act in enumerate(walk.content.bank.acts):
        given = CLEAR.get(act, "own")
        if number:
            walk.press(walk.say("manage.other"))
            walk.settle_as("kim", given, channel=channel)
        else:
            manage(walk, address, "kim", given, channel=channel)
        walk.act(act, given, channel=channel)
        leave(walk)


def the_rest(walk: Walk, address: str, channel: str) -> None:
    """What puts a problem right, and the call alone, each on a page of its own that finds its run begun."""
    for procedure in sorted(walk.content.procedures.keys() - set(walk.content.bank.acts)):
        place = kept_place(beginning("kim", procedure, mode="guided", channel=channel))
        walk.page.goto(f"{address}{walk.lang}/now")  # a page without forms, which writes nothing over it
        walk.page.evaluate("kept => sessionStorage.setItem('kbguide', kept)", place)
        walk.page.goto(f"{address}{walk.lang}/#practice")
        walk.expect(procedure, "kim", channel=channel)
        title = walk.page.locator(".kb-step-title").filter(visible=True)
        expect(title).to_be_visible(timeout=FIRST_FORM)
        title.evaluate("title => { title.tabIndex = -1; title.focus(); }")  # a page that is opened again does not
        walk.go()


EVERYTHING = (issuing, managing, the_rest)
