"""How a person works the controls: with the mouse, or with the keyboard alone."""

from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_KEYS = 120  # presses of Tab until a control counts as out of reach
WHERE = """target => {
  const now = document.activeElement;
  if (now === target || (target.type === "radio" && now.type === "radio" && now.name === target.name)) return "here";
  return now.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? "before" : "after";
}"""


class Hand(Protocol):
    """How a person works the controls."""

    def press(self, control: Locator) -> None: ...
    def write(self, control: Locator, text: str) -> None: ...
    def pick(self, radio: Locator) -> None: ...
    def tick(self, box: Locator) -> None: ...
    def pin(self, pad: Locator, digits: str) -> None: ...


@dataclass
class Mouse:
    """Clicks, and types into what was clicked."""

    page: Page

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def pick(self, radio: Locator) -> None:
        radio.check()

    def tick(self, box: Locator) -> None:
        box.check()

    def pin(self, pad: Locator, digits: str) -> None:
        for digit in digits:
            pad.get_by_role("button", name=digit, exact=True).click()


@dataclass
class Keys:
    """Tab, Shift+Tab, Space, Enter, arrow keys and typing; no click, ever."""

    page: Page

    def reach(self, control: Locator) -> None:
        """Tab until the control, or the group of a radio button, has the focus."""
        expect(control).to_be_visible()
        for _ in range(MOST_KEYS):
            where = control.evaluate(WHERE)
            if where == "here":
                return
            self.page.keyboard.press("Shift+Tab" if where == "before" else "Tab")
        raise AssertionError(f"the keyboard does not reach {control}")

    def press(self, control: Locator) -> None:
        self.reach(control)
        self.page.keyboard.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self.reach(control)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def pick(self, radio: Locator) -> None:
        self.reach(radio)
        if radio.evaluate("one => one === document.activeElement"):
            self.page.keyboard.press("Space")
        for _ in range(MOST_KEYS):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys do not reach {radio}")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pin(self, pad: Locator, digits: str) -> None:
        self.reach(pad.get_by_role("button").first)
        self.page.keyboard.type(digits)
