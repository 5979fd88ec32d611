"""What stands in for a kernel in the browser: cells, messages, and a second visit from a snapshot."""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from helpers import CONTENT, beginning
from kbguide.content.location import folder
from kbguide.offline.pages import code_of

SCRIPT = Path(__file__).parent / "visit.py"
REFERENCE = re.compile("IPY_MODEL_([0-9a-f]+)")
CODE = code_of(folder("notebooks"))
LEARNER = {"answers": {"user-id": "yes"}, "actions": [["begin", "", dict(beginning("park").values)]], "seed": 424242}
Visit = dict[str, Any]


@pytest.fixture(scope="module", params=["ko", "en"])
def visit(request: pytest.FixtureRequest) -> Visit:
    """What was said in one visit, and in two more from its snapshot."""
    (other,) = CODE.keys() - {request.param}
    given = json.dumps({"code": CODE[request.param], "other": CODE[other], "kept": LEARNER})
    done = subprocess.run([sys.executable, SCRIPT], input=given, check=True, capture_output=True, text=True)
    return {"lang": request.param, **json.loads(done.stdout)}


def places(visit: Visit) -> list[str]:
    """The numbers of the cells that show something, as JSON has them."""
    return [str(number) for number in CODE[visit["lang"]]["shown"]]


def test_every_place_gets_its_widget_and_whatever_that_holds_is_there_by_then(visit: Visit) -> None:
    known: set[str] = set()
    shown: dict[str, str] = {}
    for said in map(json.loads, visit["built"]):
        assert not known & set(said["opened"]), "a widget is opened twice"
        known |= set(said["opened"])
        shown |= said.get("shown", {})
        assert set(REFERENCE.findall(json.dumps(said))) | set(shown.values()) <= known
    assert list(shown) == places(visit)


def test_a_ping_is_answered_and_a_message_to_nobody_is_not(visit: Visit) -> None:
    (answer,) = json.loads(visit["ping"])["said"]
    assert answer == {"id": visit["page"], "kind": "comm_msg", "data": {"method": "custom", "content": {"pong": True}}}
    assert json.loads(visit["nobody"]) == {"opened": {}, "said": []}


def test_what_follows_from_a_message_is_said(visit: Visit) -> None:
    park = CONTENT.personas["park"]
    assert (park.values["name"] if visit["lang"] == "ko" else park.latin) in visit["restored"]
    assert str(LEARNER["seed"]) in visit["restored"], "the page keeps it"


def test_another_visit_shows_all_from_the_beginning(visit: Visit) -> None:
    for one in visit["again"]:
        said = json.loads(one["said"])
        assert list(said["shown"]) == places(visit)
        assert set(REFERENCE.findall(one["said"])) | set(said["shown"].values()) <= set(said["opened"])
        assert said["said"] == []


def test_each_visit_has_numbers_of_its_own(visit: Visit) -> None:
    assert len({LEARNER["seed"], visit["seed"], *(one["seed"] for one in visit["again"])}) == 4


def test_another_visit_is_that_of_somebody_new(visit: Visit) -> None:
    for one in visit["again"]:
        assert one["untouched"]
        page = json.loads(one["said"])["opened"][visit["page"]]
        assert (page["kept"], page["done"]) == ("", [])


def test_the_other_language_comes_in_its_place(visit: Visit) -> None:
    (other,) = CODE.keys() - {visit["lang"]}
    made = {key for said in visit["other"] for key in json.loads(said)["opened"]}
    whole = json.loads(visit["whole"])
    assert list(whole["shown"]) == [str(number) for number in CODE[other]["shown"]]
    assert set(REFERENCE.findall(visit["whole"])) | set(whole["shown"].values()) <= set(whole["opened"]) == made
    assert visit["page"] not in made


def test_a_snapshot_is_good_until_the_first_fact_is_past_its_date(visit: Visit) -> None:
    days = {fact.expires for fact in CONTENT.facts.values()}
    until = date.fromisoformat(visit["until"])
    assert until in days
    assert not [day for day in days if datetime.now(UTC).date() <= day < until]
