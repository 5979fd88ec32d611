"""Claims, comparison, paths and the glossary on the page."""

import re
from datetime import date

import pytest

from helpers import CONTENT
from kbguide.practice import BEGIN, Action
from kbguide.practice.answers import TRUTH
from kbguide.views.kit.glossary import Glossary
from views.driving import Desk, Markup, pages, pick, press

CLAIMS = list(CONTENT.claims.values())


# -- is it true? --------------------------------------------------------------------------------------


def test_every_claim_is_explained_whatever_is_picked_with_source_and_date(desk: Desk) -> None:
    for claim in CLAIMS:
        for answer in TRUTH:
            assert claim.text[desk.lang] in desk.read("claims")
            pick(desk.claims.form, answer)
            shown = desk.read("claims")
            assert claim.reason[desk.lang] in shown
            assert desk.say("claims.right" if (answer == "true") == claim.true else "claims.wrong") in shown
            for name in claim.facts:
                fact = desk.content.facts[name]
                assert fact.source[desk.lang] in shown
                assert str(fact.checked.year) in shown
        press(desk.claims.turns, "next")


def test_nothing_is_said_about_a_claim_before_it_is_judged(desk: Desk) -> None:
    assert CLAIMS[0].reason[desk.lang] not in desk.read("claims")


def test_the_way_through_the_claims_goes_forth_and_back_and_round(english: Desk) -> None:
    press(english.claims.turns, "back")
    assert english.claims.form.token == CLAIMS[-1].id
    press(english.claims.turns, "next")
    assert english.claims.form.token == CLAIMS[0].id


def test_a_claim_that_was_judged_stays_in_sight_with_its_reason(english: Desk) -> None:
    pick(english.claims.form, "true")
    assert english.claims.form.token == CLAIMS[0].id
    assert english.claims.form.picked == {"answer": "true"}
    assert CLAIMS[0].reason.en in english.read("claims")


def test_all_judged_says_how_many_were_right_the_first_time(english: Desk) -> None:
    for _ in CLAIMS:
        pick(english.claims.form, "true")
        press(english.claims.turns, "next")
    right = sum(claim.true for claim in CLAIMS)
    assert english.say("claims.all", total=len(CLAIMS), right=right) in english.read("claims")
    assert "learn" in english.page.done


def test_a_fact_past_its_date_says_so_under_its_claim(english: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert english.say("facts.old") not in english.read("claims")

    class Later:
        @staticmethod
        def now(_: object) -> "Later":
            return Later()

        @staticmethod
        def date() -> date:
            return date(2040, 1, 1)

    monkeypatch.setattr("kbguide.views.kit.words.datetime", Later)
    pick(english.claims.form, "false")
    assert english.say("facts.old") in english.read("claims")


# -- comparison ---------------------------------------------------------------------------------------


def rows(desk: Desk) -> list[str]:
    """The names of the certificates from the top down."""
    return re.findall(r'<th scope="row">(.*?)</th>', desk.compare.table.value)


def test_the_table_is_sorted_by_what_one_cares_about(desk: Desk) -> None:
    for aspect in desk.content.aspects.values():
        if not aspect.care:
            continue
        pick(desk.compare.form, aspect.id, "care")
        known = {one.name[desk.lang]: one.cell for one in CONTENT.compared.values()}
        cells = [next(c for c in known[unescaped(name)] if c.aspect == aspect.id) for name in rows(desk)]
        ranks = [cell.rank or 99 for cell in cells]
        assert ranks == sorted(ranks)
        heads = re.findall(r'<th [^>]*scope="col"[^>]*>(.*?)</th>', desk.compare.table.value)
        assert heads[1] == aspect.name[desk.lang]
        assert desk.say("compare.best") in desk.read("compare")


def unescaped(text: str) -> str:
    return Markup(text).text


def test_every_cell_stands_in_the_table_before_anything_is_chosen(desk: Desk) -> None:
    shown = desk.read("compare")
    for one in CONTENT.compared.values():
        assert one.name[desk.lang] in shown
        assert all(cell.text[desk.lang] in shown for cell in one.cell)
    assert desk.say("compare.best") not in shown


def side_by_side(desk: Desk) -> list[str]:
    """The two names at the head of the narrow table."""
    return [unescaped(name) for name in re.findall(r'<th scope="col">(.*?)</th>', desk.compare.versus.value)]


def test_two_kinds_stand_side_by_side_and_who_picks_the_other_one_has_them_change_places(desk: Desk) -> None:
    names = [one.name[desk.lang] for one in CONTENT.compared.values()]
    first, second = desk.compare.two
    assert side_by_side(desk) == names[:2]
    second.value = "kb"
    assert side_by_side(desk) == [names[0], names[2]]
    second.value = "financial"
    assert side_by_side(desk) == [names[2], names[0]]
    first.value = "financial"
    assert side_by_side(desk) == [names[0], names[2]]
    for aspect in CONTENT.aspects.values():
        assert aspect.name[desk.lang] in desk.read("compare")


def test_the_better_one_of_two_is_marked_in_words_and_only_where_it_is_known(desk: Desk) -> None:
    better = desk.say("compare.better")
    pairs = [("financial", "joint"), ("joint", "simple"), ("kb", "financial")]
    for names in pairs:
        for widget, name in zip(desk.compare.two, names, strict=True):
            widget.value = name
        kinds = [{cell.aspect: cell.rank for cell in CONTENT.compared[name].cell} for name in names]
        differ = [one for one in CONTENT.aspects if all(kind[one] for kind in kinds) and kinds[0][one] != kinds[1][one]]
        cells = re.findall(r"<td>(.*?)</td>", desk.compare.versus.value)
        marked = [number for number, cell in enumerate(cells) if better in cell]
        ranks = [kind[aspect] for aspect in CONTENT.aspects for kind in kinds]
        assert [list(CONTENT.aspects)[number // 2] for number in marked] == differ
        assert all(ranks[number] < ranks[number ^ 1] for number in marked)


# -- paths --------------------------------------------------------------------------------------------


def test_the_paths_lead_to_chapters_that_are_there(desk: Desk) -> None:
    (page,) = [page for page in pages(desk.parts["paths"]) if page.text]
    links = [held["href"] for tag, held in page.tags if tag == "a"]
    steps = [step for path in CONTENT.paths.values() for step in path.step]
    assert links == [f"#{step.chapter}" for step in steps]
    for step in steps:
        assert step.text[desk.lang] in page.text


def test_a_step_is_ticked_when_it_is_done(english: Desk) -> None:
    assert english.say("paths.done") not in english.read("paths")
    english.store.do(Action(BEGIN, values={"procedure": "renew", "persona": "kim", "given": "own-ending"}))
    english.finish()
    assert english.read("paths").count(english.say("paths.done")) == 1


# -- glossary -----------------------------------------------------------------------------------------


@pytest.fixture
def glossary(lang: str) -> Glossary:
    return Glossary(CONTENT, lang)


def test_a_term_in_running_text_opens_its_meaning(lang: str, glossary: Glossary) -> None:
    for term in CONTENT.terms.values():
        if not term.form:
            continue
        page = Markup(f"<div>{glossary.mark(f'<p>{term.form[lang]}.</p>', 'here')}</div>")
        name = f"kb-t-here-{term.id}"
        assert page.has(popovertarget=name)
        assert page.has(id=name)
        assert page.text == f"{term.form[lang]}."
        assert term.meaning[lang] in "".join(page.meanings)


def test_a_term_is_not_torn_from_what_belongs_to_it(glossary: Glossary, lang: str) -> None:
    form = CONTENT.terms["pin"].form
    assert form
    for before, after in (("(", "),"), ("", "."), ("‘", "’")):
        marked = Markup(f"<p>one {glossary.mark(f'{before}{form[lang]}{after}', 'x')} more</p>")
        assert marked.has(**{"class": "kb-word"})
        assert marked.text == f"one {before}{form[lang]}{after} more"
    assert "kb-word" not in glossary.mark(f"<p>- {form[lang]} -</p>", "x")
    if lang == "ko":
        assert "</span>으로</span> 적어요" in glossary.mark(f"<p>{form.ko}으로 적어요.</p>", "x")


def test_a_term_is_marked_once_and_the_longest_one_wins() -> None:
    korean = Glossary(CONTENT, "ko")
    reissue, issue = CONTENT.terms["reissue"].form, CONTENT.terms["issue"].form
    assert reissue
    assert issue
    marked = korean.mark(f"<p>{reissue} {issue} {reissue}</p>", "x")
    assert marked.count('class="kb-term"') == 2
    assert marked.index("kb-t-x-reissue") < marked.index("kb-t-x-issue")


def test_a_term_inside_a_word_a_heading_or_a_link_is_left_alone(glossary: Glossary, lang: str) -> None:
    form = CONTENT.terms["pin"].form
    assert form
    for tag in ("h2", "a", "button", "summary", "code", "strong"):
        left = f"<{tag}>{form[lang]}</{tag}>"
        assert glossary.mark(left, "x") == left
    assert glossary.mark(f"<i title='{form[lang]}'></i>", "x") == f"<i title='{form[lang]}'></i>"
    assert Glossary(CONTENT, "en").mark("<p>spinning PINs</p>", "x") == "<p>spinning PINs</p>"


def test_a_chapter_knows_which_terms_it_has_marked() -> None:
    english, seen = Glossary(CONTENT, "en"), set[str]()
    first = english.mark("<p>Your PIN.</p>", "learn", seen)
    assert "kb-term" in first
    assert seen == {"pin"}
    assert "kb-term" not in english.mark("<p>Your PIN.</p>", "learn", seen)


def test_no_two_places_on_the_page_share_an_id(english: Desk) -> None:
    english.begin()
    english.window("login")
    english.drill("loan-call", "think")
    for _ in range(CLAIMS.index(CONTENT.claims["in-the-phone"])):
        press(english.claims.turns, "next")
    pick(english.claims.form, "true")  # its reason has terms
    ids = [
        held["id"]
        for part in english.parts
        for page in pages(english.parts[part])
        for _, held in page.tags
        if "id" in held and part != "manage"  # the run stands in two chapters, and only one of them shows it
    ]
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("place", [0, 1])
def test_none_of_the_two_kinds_cannot_be_chosen(english: Desk, place: int) -> None:
    before = english.read("compare"), [one.value for one in english.compare.two]
    english.compare.two[place].set_state({"index": None})
    assert (english.read("compare"), [one.value for one in english.compare.two]) == before
