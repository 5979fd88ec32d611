"""The closed list of places."""

import json
from typing import get_args

from kbguide.classroom.page_data import page_data
from kbguide.classroom.places import ClassPlace, named
from kbguide.content.catalogue import Content
from kbguide.content.learning import Chapter
from kbguide.content.reader import LANGUAGES

Places = dict[str, ClassPlace]


def test_every_chapter_part_and_step_is_a_place(places: Places, content: Content) -> None:
    assert {*get_args(Chapter), "now"} == {one.id for one in places.values() if one.kind == "chapter"}
    assert "learn/rule" in places
    for procedure in content.procedures.values():
        for number in range(1, len(procedure.step) + 1):
            assert places[f"{procedure.id}/{number}"].name == procedure.step[number - 1].name
        assert places[f"{procedure.id}/done"].step == len(procedure.step) + 1


def test_a_place_leads_into_the_guide_and_nowhere_else(places: Places) -> None:
    assert all(one.href.startswith("#") for one in places.values())
    assert (places["issue/4"].href, places["try-call/1"].href, places["renew/1"].href) == (
        "#practice",
        "#try",
        "#manage",
    )
    assert places["learn/rule"].href == "#learn/rule"


def test_a_place_is_named_so_that_it_is_told_from_all_others(places: Places, content: Content) -> None:
    for lang in LANGUAGES:
        steps = [named(one, content).name[lang] for one in places.values() if one.procedure]
        assert len(set(steps)) == len(steps)


def test_a_lesson_opens_only_places_that_a_class_can_be_sent_to(places: Places, content: Content) -> None:
    hrefs = {one.href for one in places.values()}
    for lesson in content.lessons.values():
        assert {step.where for step in lesson.step if step.where and step.where.startswith("#")} <= hrefs


def test_what_the_board_is_given_is_json_with_a_picture_of_every_step(places: Places, content: Content) -> None:
    for lang in LANGUAGES:
        data = json.loads(json.dumps(page_data(content, places, lang)))
        assert {one["id"] for one in data["places"]} == places.keys()
        assert data["procedures"][0]["id"] == "issue"
        steps = {one.id for one in places.values() if one.kind == "step"}
        assert data["pictures"].keys() == steps
        assert all(one["title"] and one["hints"] for one in data["pictures"].values())
        assert "{" not in json.dumps(
            [[one["title"], one["hints"], one["protects"]] for one in data["pictures"].values()]
        )
        assert all(step["end"] > step["start"] for lesson in data["lessons"] for step in lesson["steps"])
