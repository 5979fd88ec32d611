"""Forms and number pads alone, without a kernel: Python's values in, the scripts' messages out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers import CONTENT, HOMES, after, at
from kbguide import Guide
from kbguide.views.chapters.inside import PEM, InsideView
from kbguide.views.kit.forms import FormButton, FormField, FormOption, GuardPattern, NumeralRows, RowState, to_json
from kbguide.views.kit.scripts import STATIC, script
from kbguide.views.run.run_forms import RunForms
from practice.typed_numbers import NUMBERS, Number, in_any_script

pytestmark = pytest.mark.browser

DRAW = """async ([control, script, traits]) => {
  const load = async (text) => (await import(`data:text/javascript,${encodeURIComponent(text)}`)).default;
  const handlers = {};
  let drawn;
  (await load(script)).initialize({ model: { set: (_, given) => { drawn = given; } } });
  const model = {
    get: (name) => traits[name],
    on: (events, handler) => events.split(" ").forEach((event) => { handlers[event] = handler; }),
    send: (message) => sent.push(message),
    widget_manager: { get_model: async () => ({ get: (name) => (name === "draw" ? drawn : traits[name]) }) },
  };
  window.sent = [];
  window.change = (name, value) => { traits[name] = value; handlers[`change:${name}`]?.(); };
  await (await load(control)).render({ model, el: document.body });
}"""
COMMON = {"script": "IPY_MODEL_1", "off": False, "token": "screen-1", "lang": "en"}
EMPTY = {
    "picked": {},
    "given": {},
    "errors": {},
    "tries": 0,
    "summary": "Look again",
    "guards": [],
    "numerals": [],
    "menu": False,
    "title": "",
}
WORDS = {name: name for name in ("pad", "erase", "ok", "end", "ordered", "shown")} | {"count": "{count} digits"}
FIELDS = (
    FormField("who", "text", "Name"),
    FormField("number", "digits", "Number", hint="Six **digits**", length=6),
    FormField("code", "secret", "Code"),
    FormField("way", "choice", "Way", options=(FormOption("app", "App"), FormOption("pc", "Computer", hint="slower"))),
    FormField("sure", "tick", "I am sure"),
    FormField("pem", "area", "Certificate"),
)
KEPT_OFF = {"autocomplete": "off", "data-1p-ignore": "", "data-lpignore": "true", "data-bwignore": ""}
TYPE_ALL = """typed => typed.map(([label, text]) => {
  const box = [...document.querySelectorAll("label")].find((one) => one.textContent === label).control;
  const before = sent.length;
  box.value = text;
  box.dispatchEvent(new Event("input"));
  const [told] = sent.slice(before);
  return told ? told.guard + (box.value && " and not erased") : null;
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def draw(page: Page, drawn_by: str, **traits: Any) -> Page:
    texts = [script(STATIC / f"{name}.js") for name in ("control", drawn_by)]
    page.evaluate(DRAW, [*texts, COMMON | {name: to_json(value) for name, value in traits.items()}])
    return page


def form(page: Page, **traits: Any) -> Page:
    return draw(page, "form", **{**EMPTY, "fields": (), "buttons": (), **traits})


def sent(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("sent")
    return found


def test_what_is_typed_is_not_given_to_a_spell_checker(page: Page) -> None:
    form(page, fields=FIELDS)
    for name in ("Name", "Number", "Code", "Certificate"):
        assert page.get_by_label(name, exact=True).evaluate("box => box.spellcheck") is False


def test_all_that_is_typed_goes_in_one_message(page: Page) -> None:
    form(page, fields=FIELDS, buttons=(FormButton("go", "Go on", submit=True),))
    for name, text in {"Name": "Kim", "Number": "123456", "Code": "a1", "Certificate": "-----"}.items():
        page.get_by_label(name, exact=True).fill(text)
    page.get_by_label("Computer").check()
    page.get_by_role("button", name="Go on").click()
    values = {"who": "Kim", "number": "123456", "code": "a1", "way": "pc", "sure": "", "pem": "-----"}
    assert sent(page) == [
        {"type": "picked", "field": "way", "value": "pc", "token": "screen-1"},
        {"type": "submit", "values": values, "token": "screen-1"},
    ]
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name="Go on").click()
    assert sent(page)[-1]["values"] == values | {"sure": "yes"}


def test_what_python_leaves_out_leaves_no_word_behind(page: Page) -> None:
    form(page, fields=FIELDS, buttons=(FormButton("back", "Back"), FormButton("on", "On", here="press here")))
    text = page.locator("body").inner_text()
    assert "undefined" not in text
    assert "null" not in text
    page.get_by_role("button", name="Back").dblclick()
    assert sent(page) == [{"type": "press", "name": "back", "token": "screen-1"}]


def test_a_row_says_its_state_as_part_of_its_name(page: Page) -> None:
    state = RowState("done", "check", "State", "done")
    rows = (FormButton("one", "One", hint="an hour", state=state), FormButton("two", "Two"))
    form(page, buttons=rows, menu=True, title="Things")
    expect(page.get_by_role("heading", name="Things")).to_be_visible()
    assert page.get_by_role("button").evaluate_all("all => all.map((one) => one.textContent)") == [
        "One. State: done",
        "Two",
    ]
    assert page.locator("svg use").get_attribute("href") == "#kb-i-check"


def test_a_guard_applies_to_its_length_and_one_without_to_all(page: Page) -> None:
    guards = (GuardPattern("long", r"9{4}", length=6), GuardPattern("any", r"7{4}"))
    form(page, fields=FIELDS, guards=guards)
    free, six = page.get_by_label("Name"), page.get_by_label("Number")
    for box, text, kept in ((free, "9999", "9999"), (six, "9999", ""), (free, "77-77", "")):
        box.fill("")
        box.press_sequentially(text)
        expect(box).to_have_value(kept)
        box.blur()
    assert [(message["field"], message["guard"]) for message in sent(page)] == [("number", "long"), ("who", "any")]


def test_the_browser_takes_the_same_for_real_as_python_does(page: Page) -> None:
    kinds = {(one.length, one.area) for one in NUMBERS}
    fields = tuple(
        FormField(f"{length}-{area}", "area" if area else "text", f"{length} {area}", length=length, apart=PEM * area)
        for length, area in kinds
    )
    guards = tuple(GuardPattern(one.id, one.pattern, one.length) for one in CONTENT.guards.values())
    numerals = tuple(NumeralRows(one.where, one.rows) for one in CONTENT.numerals.values())
    form(page, fields=fields, guards=guards, numerals=numerals)
    numbers = [*NUMBERS, *(Number(typed, "any script", "looks-like-rrn") for typed in in_any_script(1000))]
    told = page.evaluate(TYPE_ALL, [[f"{one.length} {one.area}", one.typed] for one in numbers])
    problems = {None: None} | {guard.id: guard.problem for guard in CONTENT.guards.values()}
    found = [replace(one, problem=problems[guard]) for one, guard in zip(numbers, told, strict=True)]
    assert [(one, other) for one, other in zip(numbers, found, strict=True) if one != other] == []


def fields_of_all_screens() -> Iterator[FormField]:
    """Whatever is typed anywhere in the guide, under names that do not clash."""
    forms = RunForms(CONTENT, "ko")
    worlds = [at(name) for name in HOMES if CONTENT.screens[name].field or CONTENT.screens[name].kind == "reply"]
    worlds += [after(world, "request", "answer") for world in worlds if world.screen.kind == "reply"]
    guide = Guide("ko")
    guide.inside()
    inside = guide.views[InsideView]
    assert isinstance(inside, InsideView)
    made = [part for world in worlds for part in (*forms.window(world)["fields"], *forms.phone(world)["fields"])]
    for place, field in enumerate([*made, *inside.paste.fields, FormField("pin", "secret", "PIN", length=6)]):
        yield replace(field, name=f"{field.name}-{place}")


def test_no_browser_and_no_keeper_of_passwords_is_told_what_a_field_is_for(page: Page) -> None:
    fields = tuple(fields_of_all_screens())
    typed = [field for field in fields if field.kind not in ("choice", "tick")]
    assert {field.kind for field in typed} == {"text", "digits", "secret", "area"}
    form(page, fields=fields)
    boxes = page.locator("input:not([type=radio], [type=checkbox]), textarea")
    held = boxes.evaluate_all(
        """all => all.map((one) =>
          ({ type: one.type, ...Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])) }))"""
    )
    assert len(held) == len(typed) > 20
    names = {field.name.rpartition("-")[0] for field in fields}
    for box in held:
        assert {name: box.get(name) for name in KEPT_OFF} == KEPT_OFF
        assert box["type"] in ("text", "textarea")
        assert box["name"] == box["id"]
        assert not any(name in box["name"] for name in names)
    assert page.locator("[type=password]").count() == 0


def test_a_pad_has_nothing_to_fill_in(page: Page) -> None:
    draw(page, "keypad", length=6, order="1234567890", words=WORDS)
    assert page.locator("input:not([type=checkbox]), textarea, [contenteditable], form").count() == 0


def test_an_error_stands_beside_its_field_where_the_focus_goes(page: Page) -> None:
    form(page, fields=FIELDS)
    page.evaluate("document.body.style.paddingTop = '6rem'")
    page.evaluate("change('errors', {number: 'Six digits', code: 'Not this one'})")
    expect(page.locator(".kb-error").filter(has_text="Six digits")).to_be_focused()
    assert page.locator(".kb-summary").is_hidden()


def test_where_an_error_is_out_of_sight_all_stand_in_a_summary(page: Page) -> None:
    form(page, fields=FIELDS)
    page.evaluate("document.body.style.paddingTop = '200vh'")
    page.get_by_label("Code").fill("wrong")
    page.evaluate("scrollTo(0, 0); change('errors', {code: 'Not this one', number: 'Six digits'})")
    expect(page.get_by_role("heading", name="Look again")).to_be_focused()
    expect(page.get_by_label("Code")).to_have_value("")
    assert page.get_by_label("Number").evaluate("box => box.getAttribute('aria-describedby').split(' ').length") == 2
    page.get_by_role("button", name="Not this one").click()
    expect(page.get_by_label("Code")).to_be_focused()
    page.evaluate("change('errors', {})")
    assert page.get_by_label("Code").get_attribute("aria-describedby") is None
    assert page.locator(".kb-summary").is_hidden()


def test_a_pin_is_sent_once_and_a_call_sends_each_key(page: Page) -> None:
    draw(page, "keypad", length=4, order="0987654321", words=WORDS)
    for key in "12":
        page.get_by_role("button", name=key, exact=True).click()
    expect(page.get_by_role("status")).to_have_text("2 digits")
    page.keyboard.press("Tab")
    page.keyboard.press("3")
    page.get_by_role("button", name="ok").dblclick()
    assert sent(page) == [{"type": "pin", "value": "123", "token": "screen-1"}]
    page.get_by_label("ordered").uncheck()
    assert page.locator(".kb-key").first.inner_text() == "0"
    page.reload()
    draw(page, "keypad", length=0, order="1234567890", words={**WORDS, "count": ""})
    page.get_by_role("button", name="7").click()
    page.get_by_role("button", name="end").click()
    assert [message["key"] for message in sent(page)] == ["7", "hang-up"]
