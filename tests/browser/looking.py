"""What is looked at on every screen that a walk comes to."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from browser.walking import Walk

WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# what lies outside the window, or has something standing over it: looked for near the corners and in the middle
IS_COVERED = """(one) => {
  const { top, bottom, left, right } = one.getBoundingClientRect();
  const inset = Math.min(8, (right - left) / 4);
  return top < 0 || bottom > innerHeight || [top + 2, bottom - 2].some((y) => (
    [left + inset, (left + right) / 2, right - inset].some((x) => {
      const seen = document.elementFromPoint(x, y);
      return !one.contains(seen) && !seen?.contains(one);
    })));
}"""
OUT_OF_SIGHT = f"""() => {{
  const run = [...document.querySelectorAll(".kb-run")].find((one) => one.offsetParent);
  const told = run?.querySelector(".kb-problem"); // then that is read first, and a number pressed afterwards
  const wanted = ".is-next" + (told ? "" : ", .kb-code__digits, .kb-carry, .kb-pin .kb-given, .kb-key");
  const there = [...(run?.querySelectorAll(wanted) ?? [])].filter((one) => one.checkVisibility());
  return there.filter({IS_COVERED}).map((one) => `${{one.className}}: ${{one.innerText}}`);
}}"""
# how many lines what to do now takes, wherever it is said
LINES = """() => [...document.querySelectorAll(".kb-cue :is(summary, p:first-of-type) > span")]
  .filter((one) => one.checkVisibility())
  .map((one) => Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)))"""
STILL = """() => document.getAnimations().every(
  one => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""
SETTLED = 5_000  # ms until a screen no longer moves, on a busy machine
# as `wait_for_function`, which evaluates a text in the page: the policy of the guide without a server forbids it
UNTIL = """async (patience) => {
  for (const last = performance.now() + patience; performance.now() < last;) {
    if ((%s)()) return true;
    await new Promise((go) => setTimeout(go, 20));
  }
  return false;
}"""
COLOUR_RULES = ("color-contrast", "link-in-text-block")
CHAPTER = ".kb-chapter:not([hidden])"


class Look:
    """At each screen: what is pressed next, and a number that it needs, are in sight before anybody has scrolled; the
    practice mark stays in sight, nothing scrolls sideways, axe is content in all colours.

    Only the rules about colours are looked at again in dark and in forced colours: the others see no colour. What is
    around the chapter is the same at every screen; `test_page` looks at it in all colours.
    """

    def __init__(self, page: Page, axe: Callable[..., None], known: set[tuple[str, ...]]) -> None:
        self.page, self.axe, self.known = page, axe, known
        self.walk: Walk | None = None

    def __call__(self, screen: str, state: str) -> None:
        assert self.walk
        assert self.page.viewport_size
        width = self.page.viewport_size["width"]
        in_sight(self.page, f"{screen} ({state})")
        for to in (10**6, 0):
            self.page.evaluate("y => window.scrollTo(0, y)", to)
            expect(self.walk.ribbon).to_be_in_viewport(ratio=1)
        assert self.page.evaluate(WIDER) == 0, f"{screen} ({state}) is wider than the window"
        sight = (str(width), screen, state)
        if sight in self.known:
            return
        assert holds(self.page, STILL)  # what is still sliding in is half transparent
        self.axe(self.page)
        if (screen, state) not in self.known:  # colours do not depend on the width
            in_other_colours(self.page, self.axe, CHAPTER)
        self.known |= {sight, (screen, state)}


def in_sight(page: Page, where: str) -> None:
    """Fails where, in a run, what is marked as the next thing or a number that it needs is not wholly in sight."""
    sees = holds(page, f"() => !({OUT_OF_SIGHT})().length")
    assert sees, f"out of sight at {where}: {page.evaluate(OUT_OF_SIGHT)}"


def holds(page: Page, condition: str, patience: int = SETTLED) -> bool:
    """Whether something becomes true in a page in time."""
    return bool(page.evaluate(UNTIL % condition, patience))


def in_other_colours(page: Page, axe: Callable[..., None], part: str | None = None) -> None:
    """What axe says of the colours in the dark, and where the system forces its own."""
    page.emulate_media(color_scheme="dark")
    axe(page, part, only=COLOUR_RULES)
    page.emulate_media(color_scheme="light", forced_colors="active")
    axe(page, part, only=COLOUR_RULES)
    page.emulate_media(forced_colors="none")
