"""What to press next is in sight, on small telephones and with large letters too, and nothing jumps at a press.

At 360×740 and 1366×680 every walk looks for itself (`looking.in_sight`); `tests/bench/sight.py` goes through everything
that can be practised.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser.hands import Mouse
from browser.looking import in_sight
from browser.walking import Walk, manage, start

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
def test_in_the_app_neither_the_switch_nor_a_call_stands_over_what_is_needed(
    open_page: Callable[..., Page], served: str, width: int, height: int, lang: str
) -> None:
    """By somebody who has a certificate: three answers to whether it may be revoked; then the call."""
    walk = learner(open_page, width, height, 1, lang)
    walk.see = lambda screen, state: None if screen == "manage" else in_sight(walk.page, f"{screen} ({state})")
    manage(walk, served, "kim", "own", channel="app")
    walk.act("issue", "own", until="ars", channel="app")
    walk.pass_call("ars")
