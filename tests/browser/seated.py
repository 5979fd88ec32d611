"""Somebody in a class whose server is the test: what the strip tells is kept, and the test says what it hears."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, Route

from helpers import CONTENT

NAME, SEAT, KEY = "4728", 12, "the-key-of-seat-12"
SIT = """([api, name, seat, key, until]) => {
  if (sessionStorage.sat) return; // a page that is opened again finds what it left
  sessionStorage.sat = "yes";
  localStorage.setItem("kbguide-class", JSON.stringify({ api, name, seat, key, until: Date.now() + until }));
}"""
PATIENCE = 150  # tenths of a second
HOURS = 4 * 60 * 60 * 1000


def word(lang: str, key: str, **values: object) -> str:
    """A word of the strip."""
    return CONTENT.classroom[f"strip_{key}"][lang].format(**values)


def text(ko: str, en: str) -> dict[str, str]:
    return {"ko": ko, "en": en}


@dataclass
class Class:
    """What the server of a class does, as far as a learner's page sees it."""

    page: Page
    lang: str
    hears: dict[str, Any] = field(default_factory=dict)  # the next answers, beside the seat itself
    posts: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # method and address
    status: int = 200
    instead: str = ""  # of an answer as it ought to be
    seen: int = 0  # the last raising that the teacher has seen to

    def __post_init__(self) -> None:
        self.page.route("**/class/*", self.answer)

    def sit(self, address: str, until: int = HOURS, key: str = KEY) -> None:
        """As the page where one joins does; then the guide may be opened."""
        arguments = json.dumps([f"{address}class/", NAME, SEAT, key, until])
        self.page.add_init_script(f"({SIT})({arguments})")

    def answer(self, route: Route) -> None:
        request = route.request
        self.asked.append((request.method, request.url.rsplit("/", 1)[1]))
        if request.method == "POST" and request.url.endswith("/seat"):
            self.posts.append(request.post_data_json)
        if self.status != 200:
            route.fulfill(status=self.status, json={})
        elif self.instead:
            route.fulfill(body=self.instead)
        elif request.url.endswith("/seats"):
            route.fulfill(json={"key": "another-key", "name": NAME, "seat": SEAT})
        else:
            hand = bool(self.posts and self.posts[-1]["hand"] > self.seen)
            seat = {"name": NAME, "seat": SEAT, "hand": hand, "order": None, "vote": None, "voted": False}
            route.fulfill(json={**seat, "feedback": False, "every": 0, **self.hears})

    @property
    def strip(self) -> Locator:
        return self.page.get_by_role("complementary", name=CONTENT.classroom["brand"][self.lang], exact=True)

    @property
    def line(self) -> Locator:
        return self.strip.get_by_role("status")

    @property
    def hand(self) -> Locator:
        return self.strip.locator("[aria-pressed]")

    def button(self, name: str) -> Locator:
        return self.strip.get_by_role("button", name=word(self.lang, name), exact=True)

    def link(self, name: str) -> Locator:
        return self.strip.get_by_role("link", name=word(self.lang, name), exact=True)

    def told(self, **wanted: object) -> None:
        """Wait until the page has told this."""
        for _ in range(PATIENCE):
            if self.posts and self.posts[-1].items() >= wanted.items():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{wanted} was not told, but {self.posts[-1:]}")

    def goes_on(self, count: int = 2) -> None:
        """Wait until the page has spoken so often once more."""
        for _ in range(count):
            with self.page.expect_response("**/class/seat"):
                pass

    def orders(self, number: int, do: str, ko: str = "", en: str = "", href: str = "") -> None:
        """What the teacher says to all."""
        self.hears["order"] = {"number": number, "do": do, "href": href, "text": text(ko, en)}


VOTE = {
    "number": 3,
    "title": text("인증서가 끝난다는 문자", "A text: the certificate ends"),
    "before": text("오늘 은행 일은 아무것도 하지 않았어요.", "You have done nothing with the bank today."),
    "sender": text("010-0000-0000", "010-0000-0000"),
    "words": [
        text("[연습은행] 고객님의 금융인증서가 오늘 만료됩니다.", "[Practice Bank] Your certificate expires today."),
        text("재발급: bank.example", "Reissue: bank.example"),
    ],
    "replies": [
        {"id": "look", "text": text("누르지 않고, 은행 앱을 열어 날짜를 봐요", "Leave it, and look in the bank's app")},
        {"id": "press", "text": text("주소를 눌러 바로 다시 발급해요", "Press the address and reissue at once")},
    ],
}
