"""One way for an action: the journey after it, the same journey when nothing follows, or why it is refused."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT, EVERYBODY, HOMES, SEED, beginning, finish, follow, journey_of, pass_screen
from kbguide.practice import BEGIN, LEAVE, ROUND, SAY, SETTLE, TRAVEL, Action, Journey, Refusal, World, attempt, replay
from kbguide.practice.step import KINDS

SETTLED = Action(SETTLE, "", {"persona": "kim", "given": "own"})
WRONG_PIN = Action("submit", "pin-present", {"pin": "pin-wrong"})
FROM_FRONT = Action("choose", "front", {"entry": "centre"})


def over() -> Journey:
    journey = journey_of(beginning())
    return follow(journey, *finish(world_of(journey))[1])


def interrupted() -> Journey:
    """A fraud has come in the middle of the run, and waits for an answer."""
    journey = journey_of(beginning(mode="real", fraud="yes", scenarios="call-silent"))
    for _ in range(200):
        if world_of(journey).intrusion:
            return journey
        journey = follow(journey, *pass_screen(world_of(journey))[1])
    raise AssertionError("it never came")


def world_of(journey: Journey) -> World:
    assert journey.world is not None
    return journey.world


STATES: dict[str, Callable[[], Journey]] = {
    "nobody": journey_of,
    "between": lambda: journey_of(SETTLED),
    "run": lambda: journey_of(beginning()),
    "locked": lambda: journey_of(beginning(procedure="login", given="own-nine-tries", screen="pin-present"), WRONG_PIN),
    "over": over,
    "interrupted": interrupted,
}


def day(text: str) -> Action:
    return Action(TRAVEL, "", {"day": text})


def said(question: str, answer: str) -> Action:
    return Action(SAY, question, {"answer": answer})


REFUSALS = [
    ("nobody", FROM_FRONT, "nobody"),
    ("nobody", Action("hint"), "nobody"),
    ("nobody", Action("fly"), "nobody"),
    ("nobody", Action(LEAVE), "nobody"),
    ("nobody", day("2027-01-01"), "nobody"),
    ("nobody", day("never"), "nobody"),
    ("nobody", Action(BEGIN), "gone"),
    ("nobody", Action(BEGIN, "", {"procedure": "issue", "persona": "nobody"}), "gone"),
    ("nobody", Action(BEGIN, "", {"procedure": "gone", "persona": "kim"}), "gone"),
    ("nobody", Action(SETTLE, "", {"persona": "nobody"}), "gone"),
    ("nobody", said("claim/free", "maybe"), "gone"),
    ("nobody", said("claim/none", "true"), "gone"),
    ("between", FROM_FRONT, "nobody"),
    ("between", Action(LEAVE), "nobody"),
    ("between", day("2020-01-01"), "backwards"),
    ("between", day("2099-01-01"), "elsewhere"),
    ("between", day("2027-02-29"), "elsewhere"),
    ("between", Action(TRAVEL), "elsewhere"),
    ("run", Action("choose", "menu-centre", {"entry": "personal"}), "elsewhere"),
    ("run", Action("answer", "front"), "elsewhere"),
    ("run", Action("react", "front", {"reply": "press"}), "elsewhere"),
    ("run", Action("fly", "front"), "unknown"),
    ("run", Action("", "front"), "unknown"),
    ("run", day("2027-01-01"), "running"),
    ("locked", WRONG_PIN, "locked"),
    ("locked", Action("submit", "pin-present", {"pin": "ok"}), "locked"),
    ("locked", Action("submit", "front"), "elsewhere"),
    ("over", Action("choose", "issued", {"entry": "x"}), "over"),
    ("over", FROM_FRONT, "elsewhere"),
    ("interrupted", Action("back"), "elsewhere"),
    ("interrupted", Action("react", "front", {"reply": "press"}), "elsewhere"),
]


@pytest.mark.parametrize(("state", "action", "why"), REFUSALS)
def test_what_does_not_fit_is_refused_with_its_reason(state: str, action: Action, why: str) -> None:
    assert attempt(STATES[state](), action) == Refusal(why)  # type: ignore[arg-type]  # one of the reasons


def test_every_reason_is_in_the_table_and_among_the_words() -> None:
    reasons = {key.removeprefix("refusal.") for key in CONTENT.words if key.startswith("refusal.")}
    assert {why for _, _, why in REFUSALS} == reasons


@pytest.mark.parametrize("kind", sorted(KINDS - {"react", "hint", "mode"}))
def test_while_a_fraud_waits_nothing_else_on_the_screen_fits(kind: str) -> None:
    journey = interrupted()
    assert attempt(journey, Action(kind, world_of(journey).at)) == Refusal("elsewhere")


@pytest.mark.parametrize(
    "action",
    [Action("back", "front"), Action("hint", "front"), Action("choose", "front", {"entry": "gone"}), Action("hint")],
)
def test_from_what_fits_and_changes_nothing_the_very_same_journey_comes(action: Action) -> None:
    journey = journey_of(beginning())
    assert attempt(journey, action) is journey


@pytest.mark.parametrize("action", [SETTLED, day(CONTENT.bank.day.isoformat()), said("claim/free", "true")])
def test_what_is_done_between_runs_is_kept_even_when_it_was_so_already(action: Action) -> None:
    journey = follow(journey_of(SETTLED), action)
    again = attempt(journey, action)
    assert isinstance(again, Journey)
    assert again is not journey


def test_an_earlier_journey_stays_as_it_was() -> None:
    journey = journey_of(beginning())
    assert attempt(journey, FROM_FRONT) != journey
    assert journey == journey_of(beginning())


TEXT = st.text(max_size=6)
NAMES = ["persona", "procedure", "given", "mode", "scenario", "scenarios", "keep", "fraud", "screen", "channel", "day",
         "answer", "entry", "pin", "phone", "digit", "reply", "rrn-back"]  # fmt: skip
WORDS = ["", "ok", "yes", "real", "own", "issue", "login", "front", "2026-12-01", "1", "true", "pin-wrong", *EVERYBODY,
         *CONTENT.scenarios, *CONTENT.givens]  # fmt: skip
ACTIONS = st.builds(
    Action,
    st.sampled_from(sorted({BEGIN, BEGIN, SETTLE, TRAVEL, SAY, ROUND, LEAVE} | KINDS)) | TEXT,
    st.sampled_from(["", *HOMES, "claim/free", "drill/loan-call", "care"]) | TEXT,
    st.dictionaries(st.sampled_from(NAMES) | TEXT, st.sampled_from(WORDS) | TEXT, max_size=6),
    st.integers(0, 300),
)
STARTS = st.sampled_from([(), (SETTLED,), (beginning(),), (beginning(mode="real", fraud="yes"),)])


@given(start=STARTS, actions=st.lists(ACTIONS, max_size=12))
def test_no_attempt_raises_and_the_actions_kept_lead_to_the_journey_reached(
    start: tuple[Action, ...], actions: list[Action]
) -> None:
    journey, kept = replay(CONTENT, SEED, start), list(start)
    for action in actions:
        after = attempt(journey, action)
        if isinstance(after, Refusal):
            assert f"refusal.{after.reason}" in CONTENT.words
        elif after is not journey:
            journey = after
            kept.append(action)
    assert replay(CONTENT, SEED, kept) == replay(CONTENT, SEED, [*start, *actions]) == journey
