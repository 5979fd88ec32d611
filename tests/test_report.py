"""The record: a scripted session beside a table made by hand, CSV and pandas and back, and an empty beginning."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from helpers import CONTENT, SEED, pass_screen
from kbguide import Guide
from kbguide.practice import BEGIN, LEAVE, SAY, Action
from kbguide.report import COLUMNS, Tables, as_csv, as_json, chapters_done, compared, frames, tables
from kbguide.store import PAUSE, Store

SECRETS = [
    value
    for persona in CONTENT.personas.values()
    for key, value in persona.values.items()
    if key not in ("medium", "route")
]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Session:
    """A learner whose every action takes as long as it is told to."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = Store(CONTENT, SEED, self.clock)

    def do(self, action: Action, seconds: float = 0) -> None:
        self.clock.now += seconds
        self.store.do(action)

    def say(self, question: str, answer: str) -> None:
        self.do(Action(SAY, question, {"answer": answer}))

    def begin(self, **values: str) -> None:
        self.do(Action(BEGIN, "", {"persona": "kim", **values}))

    def rehearse(self, mistakes: int, seconds: float) -> None:
        """The scenario of the identity call, with so many wrong tries, each action taking so long."""
        self.begin(scenario="call", mode="own")
        for _ in range(mistakes):
            self.do(Action("confirm", "ars"), seconds)
        world = self.store.world
        assert world is not None
        for action in pass_screen(world)[1]:
            self.do(action, seconds)

    def tables(self, lang: str = "en") -> Tables:
        return tables(CONTENT, self.store.journey, self.store.readiness, lang)


@pytest.fixture
def session() -> Session:
    """Confidence before and after, the call rehearsed twice, a run given up, two drills, two claims, one answer."""
    one = Session()
    one.say("confidence/before", "2")
    one.rehearse(mistakes=2, seconds=10)
    one.rehearse(mistakes=0, seconds=4)
    one.begin(procedure="issue", mode="own", channel="app")
    one.do(Action("hint", "app-front"), 30)
    one.do(Action(LEAVE), 5)
    one.say("drill/call-press-47", "press")
    one.say("drill/call-press-47", "hang-up")
    one.say("drill/notice-of-mine", "keep")
    one.say("claim/two-years", "true")
    one.say("claim/free", "true")
    one.store.answer("means", "none")
    one.say("confidence/after", "4")
    return one


CALL = "The identity call is difficult"
TRIES = [  # number, procedure, scenario, title, attempt, mode, channel, seconds, hints, mistakes, fraud, end
    (1, "issue", "call", CALL, 1, "own", "pc", 70, 0, 2, "", "stopped"),
    (2, "issue", "call", CALL, 2, "own", "pc", 20, 0, 0, "", "stopped"),
    (3, "issue", "", "Issue a financial certificate", 1, "own", "app", 30, 1, 0, "", "left"),
]


def test_the_record_of_a_session_is_the_table_made_by_hand(session: Session) -> None:
    found = session.tables()
    assert [tuple(row[name] for name in COLUMNS["tries"]) for row in found["tries"]] == TRIES
    drills = [(r["drill"], r["genuine"], r["answers"], r["first"], r["right_first"], r["right_last"])
              for r in found["drills"]]  # fmt: skip
    assert drills == [
        ("call-press-47", False, 2, "press", False, True),
        ("notice-of-mine", True, 1, "keep", True, True),
    ]
    claims = [(r["claim"], r["true"], r["answers"], r["right_first"], r["right_last"]) for r in found["claims"]]
    assert claims == [("two-years", False, 1, False, False), ("free", True, 1, True, True)]
    assert found["confidence"] == [{"when": "before", "step": 2}, {"when": "after", "step": 4}]
    plan = [(row["number"], row["place"], row["minutes"]) for row in found["plan"]]
    assert plan == [(n, one.place, one.minutes) for n, one in enumerate(session.store.readiness.plan, 1)]


def test_every_row_has_every_column(session: Session) -> None:
    for name, rows in session.tables().items():
        assert rows
        assert all(set(row) == set(COLUMNS[name]) for row in rows), name


def test_the_second_try_is_set_beside_the_first(session: Session) -> None:
    pair = compared(session.tables()["tries"])
    assert pair is not None
    assert [row["number"] for row in pair] == [1, 2]


def test_a_run_that_was_given_up_is_no_second_try() -> None:
    one = Session()
    for _ in range(2):
        one.begin(procedure="issue")
        one.do(Action(LEAVE))
    assert compared(one.tables()["tries"]) is None


def test_a_rest_does_not_count_as_practice() -> None:
    one = Session()
    one.begin(procedure="issue", mode="own")
    one.do(Action("hint", "front"), 60 * 60)
    assert one.tables()["tries"][0]["seconds"] == PAUSE


def test_turning_a_page_elsewhere_takes_no_time_from_the_run() -> None:
    one = Session()
    one.begin(procedure="issue", mode="own")
    one.clock.now += 100
    one.store.turn("check", "2")
    one.do(Action("hint", "front"), 10)
    assert one.tables()["tries"][0]["seconds"] == 110


def test_time_goes_on_where_it_was_after_a_reload(session: Session) -> None:
    later = Session()
    later.clock.now = 10_000
    assert later.store.restore(session.store.dump())
    assert later.tables() == session.tables()


@pytest.mark.parametrize("after", [-5, 10**9, "12", 1.5, None, True])
def test_a_kept_time_that_cannot_be_is_not_believed(after: object) -> None:
    kept = {"version": CONTENT.bank.version, "seed": 1, "answers": {}}
    actions = [["begin", "", {"procedure": "issue", "persona": "kim"}], ["hint", "front", {}, after]]
    store = Store(CONTENT, 1)
    assert store.restore(json.dumps({**kept, "actions": actions}))
    assert all(0 <= one.after <= PAUSE for one in store.state.actions)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_csv_opened_by_pandas_gives_every_table_back(session: Session, lang: str) -> None:
    found = session.tables(lang)
    made = frames(found)
    for name, rows in found.items():
        again = pd.read_csv(io.StringIO(as_csv(name, rows).removeprefix("\ufeff")), keep_default_na=False)
        pd.testing.assert_frame_equal(again.astype(COLUMNS[name]), getattr(made, name))


def test_a_spreadsheet_is_told_that_the_file_is_utf8(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "tries.csv"
    file.write_text(as_csv("tries", session.tables("ko")["tries"]), encoding="utf-8")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(pd.read_csv(file).columns) == list(COLUMNS["tries"])


def test_json_holds_the_same_tables(session: Session) -> None:
    found = session.tables()
    again = json.loads(as_json(CONTENT, found))
    assert again.pop("content") == CONTENT.bank.version
    assert again == found


def test_frames_have_the_documented_types_even_when_they_are_empty(session: Session) -> None:
    for found in (session.tables(), Session().tables()):
        made = frames(found)
        for name, types in COLUMNS.items():
            assert {column: str(kind) for column, kind in getattr(made, name).dtypes.items()} == types


def test_a_record_without_any_practice_is_empty_and_no_fault() -> None:
    found = Session().tables()
    assert found == {name: [] for name in COLUMNS}
    assert compared(found["tries"]) is None
    assert as_csv("tries", []).count("\n") == 1


def test_no_secret_and_nothing_personal_is_in_the_record(session: Session) -> None:
    for lang in ("ko", "en"):
        found = session.tables(lang)
        everything = as_json(CONTENT, found) + "".join(as_csv(name, rows) for name, rows in found.items())
        assert not [value for value in SECRETS if f'"{value}"' in everything or f",{value}," in everything]
        assert not [value for value in SECRETS if len(value) > 6 and value in everything]


def test_a_chapter_is_done_when_everything_in_it_is(session: Session) -> None:
    assert chapters_done(CONTENT, session.store.journey, session.store.readiness) == ["finish"]
    for name in CONTENT.claims:
        session.say(f"claim/{name}", "true")
    for drill in CONTENT.drills.values():
        session.say(f"drill/{drill.id}", drill.reply[0].id)
    for item in CONTENT.items.values():
        session.store.answer(item.id, item.answer[0].id)
    done = chapters_done(CONTENT, session.store.journey, session.store.readiness)
    assert done == ["learn", "check", "fraud", "finish"]


def test_a_notebook_gets_the_same_as_frames() -> None:
    guide = Guide("en")
    guide.store.do(Action(BEGIN, "", {"procedure": "issue", "persona": "kim"}))
    assert guide.record().tries["title"].tolist() == ["Issue a financial certificate"]
