"""What to press next is in sight, on small telephones and with large letters too, and nothing jumps at a press.

At 360×740 and 1366×680 every walk looks for itself (`looking.in_sight`); here everything that can be practised is gone
through. `tests/bench/sight.py` counts the same.
"""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

import kbguide
from browser.everything import CLEAR, EVERYTHING
from browser.hands import Mouse
from browser.looking import LINES, in_sight
from browser.walking import Walk, start
from helpers import CHANNELS, CONTENT, PERSONAS, begin, pass_screen, step
from kbguide.views.kit.html import Html
from kbguide.views.run.head import HeadHtml

AWAY = """() => {
  const run = [...document.querySelectorAll(".kb-run")].find((one) => one.offsetParent);
  const boxes = [...run.querySelectorAll(".is-next")].filter((one) => one.checkVisibility())
    .map((one) => one.getBoundingClientRect());
  return Math.max(0, ...boxes.map(({ top, bottom }) => Math.max(bottom - innerHeight, -top)));
}"""
BEGINS = (
    """() => [...document.querySelectorAll(".kb-stage")].find((one) => one.offsetParent).getBoundingClientRect().top"""
)
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    if (!one.hadRecentInput) window.shifted = Math.max(window.shifted, one.value);
  })).observe({ type: "layout-shift" });
}"""
TWICE = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
SHORT_SCROLL = 0.5  # of the window's height


def learner(open_page: Callable[..., Page], width: int, height: int, size: int, lang: str) -> Walk:
    """Somebody with a telephone, who reads letters of this size."""
    page = open_page(width, height, has_touch=True, reduced_motion="reduce")
    page.add_init_script(f"sessionStorage.setItem('kb-size', '{size}')")
    return Walk(page, lang, Mouse(page))


@pytest.mark.parametrize(("width", "height", "size"), [(320, 640, 1), (360, 740, 3)], ids=["320", "150 percent"])
def test_what_to_press_next_is_at_most_one_short_scroll_away(
    open_page: Callable[..., Page], served: str, width: int, height: int, size: int
) -> None:
    walk = learner(open_page, width, height, size, "ko")
    away: list[tuple[str, str, float]] = []

    def see(screen: str, state: str) -> None:
        walk.page.evaluate(TWICE)
        if screen != "setup":
            away.append((screen, state, walk.page.evaluate(AWAY)))

    walk.see = see
    start(walk, served, "lee", channel="app")
    walk.go(until="contact")
    assert len(away) > 12
    assert [one for one in away if one[2] > SHORT_SCROLL * height] == []


def test_at_twice_the_size_the_practice_world_begins_on_the_first_screen(
    open_page: Callable[..., Page], served: str
) -> None:
    walk = learner(open_page, 360, 740, 4, "ko")
    begins: list[tuple[str, float]] = []
    walk.see = lambda screen, _: begins.append((screen, walk.page.evaluate(BEGINS))) if screen != "setup" else None
    start(walk, served, "kim")
    walk.go(until="identity")
    assert len(begins) > 3
    assert [one for one in begins if one[1] > 740] == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_nothing_jumps_from_press_to_press(open_page: Callable[..., Page], served: str, lang: str) -> None:
    walk = learner(open_page, 360, 740, 1, lang)
    start(walk, served, "lee", channel="app")
    walk.at("front")
    walk.page.evaluate(SHIFTS)
    walk.go(until="contact")
    assert walk.page.evaluate("window.shifted") < 0.02


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1366, 680)], ids=["phone", "laptop"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_on_every_screen_of_everything_what_is_needed_next_is_in_sight(
    open_page: Callable[..., Page], served: str, width: int, height: int, lang: str, channel: str
) -> None:
    for through in EVERYTHING:
        walk = learner(open_page, width, height, 1, lang)
        seen: list[str] = []

        def see(screen: str, state: str, page: Page = walk.page, seen: list[str] = seen) -> None:
            if screen not in ("setup", "manage"):
                in_sight(page, f"{screen} ({state})")
                seen.append(screen)

        walk.see = see
        through(walk, served, channel)
        assert len(seen) > 12
        walk.page.context.close()


def guided(lang: str) -> Iterator[Html]:
    """The line of what to do now, of each moment of everything that can be practised, by everybody who can."""
    head = HeadHtml(CONTENT, lang)
    everyone = itertools.product(CONTENT.procedures, CHANNELS, PERSONAS)
    for procedure, channel, persona in everyone:
        given = CLEAR.get(procedure, "own" if procedure in CONTENT.bank.acts else "none")
        world = begin(CONTENT, persona, procedure=procedure, channel=channel, given=given)
        worked = ""
        while not world.finished:
            following, actions = pass_screen(world)
            yield head.cue(world, worked, Html(""))
            for moment in itertools.accumulate(actions[:-1], step, initial=world):
                yield head.cue(moment, "", Html(""))
            world, worked = following, head.say("practice.confirmed")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_to_do_now_is_said_in_two_lines_on_a_telephone(open_page: Callable[..., Page], lang: str) -> None:
    page = open_page(360)
    lines = dict.fromkeys(guided(lang))
    assert len(lines) > 50
    style = (Path(kbguide.__file__).parent / "views" / "static" / "kbguide.css").read_text(encoding="utf-8")
    held = '<main class="kb-main"><div class="kb-app kb-page"><div class="kb-run">{}</div></div></main>'
    page.set_content(
        f'<html lang="{lang}"><style>{style}</style><body class="kb-app kb-body">{held.format("".join(lines))}'
    )
    found = page.evaluate(LINES)
    assert len(found) == len(lines)
    assert [line for line, count in zip(lines, found, strict=True) if count > 2] == []
