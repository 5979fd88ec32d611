"""Learning, telling the fraud and the last chapter, as a person does it in Voila."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.hands import Keys, Mouse
from browser.looking import STILL
from browser.walking import FIRST_FORM, Walk, literal, spoken
from kbguide.content.learning import Drill, Reply
from kbguide.practice import BEGIN, LEAVE
from kbguide.practice.drills import met, order
from kbguide.report import COLUMNS

pytestmark = pytest.mark.browser

Walking = Callable[..., Walk]
MOST = {360: 40, 1280: 8}  # drills that are gone through: all with the mouse, every way of them with the keyboard
SEED = 1
LONG = 240  # signs of what happens, beyond which a phone has no room for an answer as well


def keep(walk: Walk, state: dict[str, object]) -> None:
    """Let the browser have kept this of an earlier visit; what is not said is as for somebody new, but for the seed."""
    whole = {"version": walk.content.bank.version, "seed": SEED, "answers": {}, "actions": [], **state}
    text = json.dumps(json.dumps(whole))
    walk.page.add_init_script(f"sessionStorage.getItem('kbguide') ?? sessionStorage.setItem('kbguide', {text})")


def round_of(walk: Walk) -> Iterator[Drill]:
    """The drills as they come, to somebody who picks the answers of `replies`; the twins of wrong ones among them."""
    said: dict[str, tuple[str, ...]] = {}
    while names := [name for name in order(walk.content, SEED, (), said) if f"drill/{name}" not in said]:
        drill = met(walk.content, SEED, 0, names[0])
        yield drill
        said[f"drill/{names[0]}"] = (drill.reply[len(said) % 3].id,)


def answer(walk: Walk, drill: Drill, reply: Reply) -> None:
    """Read, choose, send, and see what is said."""
    lang = walk.lang
    expect(walk.heading(drill.title[lang], 2)).to_be_focused()
    expect(walk.page.get_by_text(drill.before[lang], exact=True)).to_be_visible()
    for line in drill.words:
        expect(walk.page.get_by_text(line[lang], exact=True)).to_be_visible()
    walk.pick(walk.say("fraud.question"), reply.label[lang], ".kb-root-fraud")
    walk.press(walk.say("fraud.answer"))
    expect(walk.heading(walk.say(f"fraud.{reply.verdict}"), 3)).to_be_focused()
    expect(walk.page.get_by_text(reply.then[lang], exact=True)).to_be_visible()
    told = " ".join(walk.page.locator(".kb-reasons").inner_text().split())
    assert all(spoken(clue.text[lang]) in told for clue in drill.clue)


@pytest.mark.parametrize(("width", "lang", "hand"), [(360, "ko", Mouse), (1280, "en", Keys)])
def test_drills_are_answered_and_explained(
    walking: Walking, served: str, width: int, lang: str, hand: Callable[..., Mouse | Keys]
) -> None:
    walk = walking(width, lang, hand)
    keep(walk, {})
    walk.page.goto(f"{served}{lang}/#fraud")
    expect(walk.heading(walk.say("fraud.list-title"), 2)).to_be_visible(timeout=FIRST_FORM)
    walk.see("fraud", "first")
    walk.press(walk.say("fraud.start"))
    drills = list(round_of(walk))
    last = len(drills) <= MOST[width]
    drills = drills[: MOST[width]]
    seen: set[str] = set()
    for number, drill in enumerate(drills):
        reply = drill.reply[number % len(drill.reply)]
        looked = f"{drill.way} {drill.genuine} {reply.verdict}"
        if looked not in seen:
            expect(walk.heading(drill.title[lang], 2)).to_be_focused()
            walk.see(f"drill {drill.way}", "asked")
        answer(walk, drill, reply)
        if looked not in seen:
            walk.see(f"drill {looked}", "explained")
            seen.add(looked)
        if drill is not drills[-1]:
            walk.press(walk.say("fraud.next-one"))
    walk.press(walk.say("fraud.to-list"))
    expect(walk.heading(walk.say("fraud.list-title"), 2)).to_be_focused()
    right = sum(drill.reply[n % len(drill.reply)].verdict == "safe" for n, drill in enumerate(drills))
    said = walk.say("fraud.progress", done=len(drills), total="@", right=right)
    expect(walk.page.get_by_text(re.compile(f"^{literal(said)}$".replace("@", r"\d+")))).to_be_visible()
    walk.see("fraud", "answered")
    if last:
        walk.press(walk.say("fraud.round"))
        expect(walk.page.locator(".kb-drill-title")).to_be_focused()
        walk.see("fraud", "second round")


@pytest.mark.parametrize(("served", "lang"), [("server", "ko"), ("alone", "ko"), ("alone", "en")], indirect=["served"])
def test_a_drill_comes_back_after_a_reload_and_asks_for_an_answer(walking: Walking, served: str, lang: str) -> None:
    walk = walking(360, lang)
    keep(walk, {})
    walk.page.goto(f"{served}{lang}/#fraud")
    drill = met(walk.content, SEED, 0, "call-press-47")
    expect(walk.heading(walk.say("fraud.list-title"), 2)).to_be_visible(timeout=FIRST_FORM)
    walk.press(walk.say("fraud.pick"))
    walk.hand.press(walk.page.get_by_role("button", name=re.compile(literal(drill.title[lang]))))
    walk.press(walk.say("fraud.answer"))
    expect(walk.page.locator(".kb-error").filter(has_text=walk.say("check.pick-one"))).to_be_focused()
    walk.see("drill call", "not answered")
    walk.page.reload()
    expect(walk.heading(drill.title[lang], 2)).to_be_visible(timeout=FIRST_FORM)
    walk.heading(drill.title[lang], 2).focus()
    answer(walk, drill, drill.reply[0])
    walk.page.reload()
    expect(walk.page.get_by_text(drill.reply[0].then[lang], exact=True)).to_be_visible(timeout=FIRST_FORM)


@pytest.mark.parametrize(("width", "lang"), [(1280, "ko"), (360, "en")])
def test_claims_comparison_and_paths(walking: Walking, served: str, width: int, lang: str) -> None:
    walk = walking(width, lang)
    page = walk.page
    page.goto(f"{served}{lang}/#learn")
    for claim in list(walk.content.claims.values())[:3]:
        walk.pick(claim.text[lang], walk.say("claims.true"), ".kb-root-claims")
        verdict = walk.say("claims.right" if claim.true else "claims.wrong")
        told = page.locator(".kb-root-claims").get_by_role("status").filter(has_text=verdict)
        expect(told).to_be_visible()
        assert claim.reason[lang] in " ".join(told.inner_text().split())
        walk.see("claims", "explained")
        walk.press(walk.say("claims.next"))
        expect(page.locator(".kb-root-claims legend")).not_to_have_text(re.compile(literal(claim.text[lang])))
    walk.turn_to("learn/compare")
    (two_beside_one_another if width == 360 else all_sorted)(walk)
    quick = walk.content.paths["quick"].step[0]
    walk.hand.press(page.get_by_role("link", name=walk.frame["part_next"], exact=True))
    paths, chapter = page.locator(".kb-root-paths"), walk.say("chapter.check")
    paths.get_by_text(walk.content.paths["quick"].name[lang], exact=True).click()
    walk.see("paths", "open")
    link = paths.get_by_role("link", name=walk.say("paths.go", chapter=chapter))
    walk.hand.press(link.first)
    expect(walk.heading(walk.say(f"chapter.{quick.chapter}"), 1)).to_be_focused()


def all_sorted(walk: Walk) -> None:
    """Where there is room: the whole table, sorted by what matters."""
    aspect = walk.content.aspects["period"]
    assert aspect.care
    walk.pick(walk.say("compare.care"), aspect.care[walk.lang], ".kb-root-compare")
    table = walk.page.locator(".kb-root-compare table").filter(visible=True)
    expect(table.locator("thead th").nth(1)).to_have_text(aspect.name[walk.lang])
    expect(table.locator("tbody tr").first).to_contain_text(walk.say("compare.best"))
    walk.see("compare", "sorted")


def two_beside_one_another(walk: Walk) -> None:
    """On a telephone: two that one picks, all on two screens."""
    names = [one.name[walk.lang] for one in walk.content.compared.values()]
    part = walk.page.locator(".kb-root-compare")
    table = part.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(names[:2])
    part.get_by_role("combobox", name=walk.say("compare.second")).select_option(names[2].replace(" ", "\u00a0"))
    expect(table.get_by_role("columnheader")).to_have_text([names[0], names[2]])
    expect(table.get_by_role("rowheader")).to_have_text([one.name[walk.lang] for one in walk.content.aspects.values()])
    expect(part.get_by_role("radio")).to_have_count(0)
    assert part.evaluate("one => one.offsetHeight") <= 2 * 740
    walk.see("compare", "two")


@pytest.mark.parametrize(
    ("width", "lang", "part", "typed", "left"),
    [
        (360, "ko", "terms", "승인 번호", 1),
        (1366, "en", "terms", " PIN ", None),
        (1366, "ko", "facts", "클라우드 보관", None),
        (360, "en", "facts", "Three Years", None),
    ],
)
def test_a_field_leaves_what_has_the_words_says_how_many_and_tells_the_kernel_nothing(
    walking: Walking, served: str, width: int, lang: str, part: str, typed: str, left: int | None
) -> None:
    walk = walking(width, lang)
    sent: list[str] = []
    walk.page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(str(data))))
    walk.page.goto(f"{served}{lang}/#learn/{'words' if part == 'terms' else part}")
    root = walk.page.locator(f".kb-root-{part}")
    entries = root.locator(".kb-entry").filter(visible=True)
    field = root.get_by_role("searchbox", name=walk.say(f"{part}.field"))
    expect(field).to_be_visible(timeout=FIRST_FORM)
    everything = entries.count()
    expect(root.get_by_role("status")).to_have_text(walk.say(f"{part}.all", count=everything))
    walk.hand.write(field, typed)
    found = entries.count()
    assert 0 < found < everything
    assert left in (found, None)
    for entry in entries.all():
        assert all(bare(word) in bare(entry.text_content()) for word in typed.split())
    expect(root.get_by_role("status")).to_have_text(walk.say("find.found", count=found))
    walk.see(part, "found")
    walk.hand.write(field, "zzz")
    expect(entries).to_have_count(0)
    expect(root.get_by_role("status")).to_have_text(walk.say("find.none"))
    walk.hand.write(field, "")
    expect(entries).to_have_count(everything)
    assert not any(typed.strip() in one or "zzz" in one for one in sent)


def bare(text: str | None) -> str:
    """Without spaces and capitals."""
    return re.sub(r"\s", "", text or "").casefold()


def twice() -> dict[str, object]:
    """Somebody who has practised the same thing twice."""
    actions: list[list[object]] = [["say", "confidence/before", {"answer": "2"}]]
    for seconds in (20, 9):
        actions += [
            [BEGIN, "", {"scenario": "menu", "persona": "kim", "mode": "own"}],
            ["choose", "menu-centre", {"entry": "personal"}, seconds],
            [LEAVE, "", {}],
        ]
    return {"answers": {"means": "none"}, "actions": actions}


@pytest.mark.parametrize(("width", "lang"), [(360, "ko"), (1280, "en")])
def test_the_last_chapter_shows_compares_prints_and_gives_files(
    walking: Walking, served: str, tmp_path: Path, width: int, lang: str
) -> None:
    walk = walking(width, lang)
    page = walk.page
    keep(walk, twice())
    page.goto(f"{served}{lang}/#finish")
    expect(walk.heading(walk.say("record.title"), 3)).to_be_visible(timeout=FIRST_FORM)
    walk.pick(walk.say("confidence.after-question"), walk.say("confidence.4"), ".kb-root-finish")
    words = [walk.say(f"confidence.{step}") for step in (2, 4)]
    walk.heard(walk.say("confidence.more", before=words[0], after=words[1]))
    walk.see("finish", "with a record")

    walk.press(walk.say("finish.files"))
    link = page.get_by_role("link", name="tries.csv", exact=True)
    expect(page.locator(".kb-files a").first).to_be_focused()
    with page.expect_download() as got:
        walk.hand.press(link)
    got.value.save_as(tmp_path / "tries.csv")
    with (tmp_path / "tries.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS["tries"])
    assert len(rows) == 2
    walk.see("finish", "files")

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", print_background=True))) == 1
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=walk.say("sheet.title"), level=2)).to_be_visible()
    expect(page.get_by_text(walk.say("sheet.rule"), exact=True).filter(visible=True)).to_have_count(1)
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
    expect(walk.heading(walk.say("record.title"), 3)).to_be_hidden()
    page.emulate_media(media="null")
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    walk.press(walk.say("sheet.print"))
    expect(page.locator("html")).to_have_attribute("data-printed", "yes")


@pytest.mark.parametrize(("width", "lang"), [(360, "en"), (1280, "ko")])
def test_an_empty_record_is_a_friendly_page(walking: Walking, served: str, width: int, lang: str) -> None:
    walk = walking(width, lang)
    walk.page.goto(f"{served}{lang}/#finish")
    expect(walk.page.get_by_text(walk.say("record.empty"))).to_be_visible(timeout=FIRST_FORM)
    walk.see("finish", "empty")
    walk.pick(walk.say("confidence.after-question"), walk.say("confidence.3"), ".kb-root-finish")
    walk.heard(walk.say("confidence.after-only"))


@pytest.mark.parametrize(("width", "lang"), [(360, "ko"), (1280, "en")])
def test_for_real_a_fraud_comes_in_the_middle(walking: Walking, served: str, width: int, lang: str) -> None:
    walk = walking(width, lang)
    walk.page.goto(f"{served}{lang}/#practice")
    expect(walk.heading(walk.say("setup.whole-title"), 2)).to_be_visible(timeout=FIRST_FORM)
    walk.press(walk.say("setup.real"))
    walk.hand.tick(walk.page.get_by_role("checkbox", name=walk.say("real.fraud"), exact=True))
    walk.hand.tick(walk.page.get_by_role("checkbox", name=walk.content.scenarios["pop-up"].title[lang], exact=True))
    walk.press(walk.say("real.start"))
    title = walk.heading(walk.say("react.title"), 3)
    walk.expect("issue", "kim")
    for name in walk.worlds:
        step = walk.procedure.step[walk.procedure.number(name) - 1]
        expect(walk.heading(step.name[lang], 2)).to_be_focused()
        if title.is_visible():
            break
        getattr(walk, f"pass_{walk.screen(name).kind.replace('-', '_')}")(name)
    able = [one for one in walk.content.drills.values() if one.during]
    drill = next(one for one in able if walk.page.get_by_text(one.before[lang]).is_visible())
    walk.see("intrusion", drill.way)
    harm = next(one for one in drill.reply if one.verdict == "harm")
    walk.pick(walk.say("react.question"), harm.label[lang], ".kb-root-intrusion")
    walk.press(walk.say("next"))
    expect(walk.heading(walk.say("fraud.harm"), 3)).to_be_focused()
    expect(walk.page.get_by_text(harm.then[lang], exact=True)).to_be_visible()
    expect(walk.heading(walk.text(walk.screen(name).title), 3)).to_be_visible()
    walk.see("intrusion", "explained")


SIGHT = """() => {
  const rect = (css) => [...document.querySelectorAll(`.kb-root-fraud ${css}`)].filter((one) => one.offsetParent)
    .map((one) => one.getBoundingClientRect());
  const foot = rect(".kb-turn, .kb-choice + .kb-actions")[0];
  return {
    foot: [foot.top, foot.bottom], scene: rect(".kb-scene")[0].top, answers: rect(".kb-radio").map((one) => one.top),
    last: rect(".kb-radio").at(-1)?.bottom, told: rect(".kb-answer-title").map((one) => [one.top, one.bottom]),
  };
}"""


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1366, 680)])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_happens_the_answers_and_the_way_on_are_in_sight(
    walking: Walking, served: str, width: int, height: int, lang: str
) -> None:
    walk = walking(width, lang)
    walk.page.set_viewport_size({"width": width, "height": height})
    keep(walk, {})
    walk.page.goto(f"{served}{lang}/#fraud")
    expect(walk.heading(walk.say("fraud.list-title"), 2)).to_be_visible(timeout=FIRST_FORM)
    walk.press(walk.say("fraud.start"))
    drills = list(round_of(walk))[:12]
    for number, drill in enumerate(drills):
        expect(walk.heading(drill.title[lang], 2)).to_be_focused()
        walk.page.wait_for_function(STILL)
        seen = walk.page.evaluate(SIGHT)
        assert seen["foot"][1] <= height, drill.id
        assert 0 < seen["scene"] < height / 2, drill.id
        long = sum(len(text[lang]) for text in (drill.before, *drill.words)) > LONG
        assert long or seen["answers"][0] < seen["foot"][0], drill.id  # the first begins above the foot
        assert seen["answers"][-1] < 1.5 * height, drill.id  # and all are one short scroll away
        walk.page.locator(".kb-root-fraud .kb-radio input").last.focus()
        walk.page.wait_for_function(STILL)
        seen = walk.page.evaluate(SIGHT)
        assert seen["last"] <= seen["foot"][0] + 1, drill.id  # what has the focus is not behind the foot
        walk.pick(walk.say("fraud.question"), drill.reply[number % 3].label[lang], ".kb-root-fraud")
        walk.press(walk.say("fraud.answer"))
        verdict = walk.say(f"fraud.{drill.reply[number % 3].verdict}")
        expect(walk.heading(verdict, 3)).to_be_focused()
        walk.page.wait_for_function(STILL)
        seen = walk.page.evaluate(SIGHT)
        assert seen["told"][0][0] >= 30, drill.id
        assert seen["told"][0][1] < seen["foot"][0] - height / 8, drill.id
        assert seen["foot"][1] <= height, drill.id
        walk.press(walk.say("fraud.next-one"))
