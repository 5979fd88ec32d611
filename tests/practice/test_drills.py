"""Rounds of drills: which come, in which order and guise; all of it follows from the seed and what was answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT, SEED, follow
from kbguide.content.checks import walk
from kbguide.content.learning import Drill
from kbguide.content.reader import LANGUAGES, PLACE, Text
from kbguide.practice import ROUND, SAY, Action, Journey, Refusal, attempt, replay
from kbguide.practice.drills import met
from kbguide.readiness import assess
from kbguide.report import chapters_done, tables
from kbguide.store import Store

SEEDS = st.integers(0, 10**6 - 1)
EVERYBODY = [drill.id for drill in CONTENT.drills.values() if not drill.extra]
EXTRA = {drill.twin: drill.id for drill in CONTENT.drills.values() if drill.twin and CONTENT.drills[drill.twin].extra}


def said(name: str, answer: str = "") -> Action:
    """An answer to a drill; without one, the safe one."""
    return Action(SAY, f"drill/{name}", {"answer": answer or CONTENT.drills[name].safe})


def harm(name: str) -> Action:
    return said(name, next(one.id for one in CONTENT.drills[name].reply if one.verdict == "harm"))


def fresh(seed: int = SEED) -> Journey:
    return replay(CONTENT, seed, [])


def through(journey: Journey, *wrong: str) -> Journey:
    """To the end of the round, wrong about these and right about all else."""
    for _ in range(2 * len(CONTENT.drills)):
        names = [name for name in journey.drills if f"drill/{name}" not in journey.said]
        if not names:
            return journey
        journey = follow(journey, harm(names[0]) if names[0] in wrong else said(names[0]))
    raise AssertionError("the round has no end")


def anew(journey: Journey) -> Journey:
    after = attempt(journey, Action(ROUND))
    assert isinstance(after, Journey)
    return after


def texts(drill: Drill) -> list[Text]:
    return [leaf.value for leaf in walk(drill, drill, "") if isinstance(leaf.value, Text)]


def shown(drill: Drill) -> list[str]:
    """All that is read of a drill before it is answered, but for its title."""
    return [text[lang] for text in (drill.before, drill.sender, *drill.words) for lang in LANGUAGES]


def as_met(journey: Journey, name: str) -> Drill:
    return met(CONTENT, journey.seed, len(journey.rounds), name)


# -- guises -----------------------------------------------------------------------------------------


@given(seed=SEEDS, number=st.integers(0, 50))
def test_a_drill_is_well_told_for_every_learner_in_every_round(seed: int, number: int) -> None:
    for drill in CONTENT.drills.values():
        told = met(CONTENT, seed, number, drill.id)
        assert not [text for text in texts(told) for lang in LANGUAGES if PLACE.search(text[lang])]
        assert {one.id for one in told.reply} == {one.id for one in drill.reply}
        assert (told.safe, told.genuine, len(told.clue)) == (drill.safe, drill.genuine, len(drill.clue))
        for lang in LANGUAGES:
            words = "\n".join([told.sender[lang], *(line[lang] for line in told.words)])
            assert all(clue.quote[lang] in words for clue in told.clue if clue.quote)


@given(seed=SEEDS)
def test_a_second_round_is_new_in_every_drill(seed: int) -> None:
    first = through(fresh(seed))
    second = anew(first)
    both = set(first.drills) & set(second.drills)
    assert len(both) >= 18
    for name in both:
        one, other = as_met(first, name), as_met(second, name)
        assert shown(one) != shown(other) or one.reply != other.reply
        assert [reply.id for reply in one.reply] != [reply.id for reply in other.reply]
    assert sum(shown(as_met(first, name)) != shown(as_met(second, name)) for name in both) >= len(both) - 2


def test_every_guise_and_every_order_of_answers_comes_for_some_learner() -> None:
    for drill in CONTENT.drills.values():
        seen = [met(CONTENT, seed, 0, drill.id) for seed in range(60)]
        assert len({tuple(reply.id for reply in one.reply) for one in seen}) == 3, drill.id
        assert len({str(sorted(map(str, texts(one)))) for one in seen}) == len(drill.guise), drill.id


# -- twins ------------------------------------------------------------------------------------------


def test_whoever_makes_no_mistake_meets_the_round_as_it_stands_in_the_file() -> None:
    assert fresh().drills == EVERYBODY
    assert through(fresh()).drills == EVERYBODY


@pytest.mark.parametrize("name", EXTRA.values())
def test_whoever_is_wrong_about_a_fraud_meets_its_twin_a_little_later(name: str) -> None:
    journey = fresh()
    twin = CONTENT.drills[name].twin
    journey = follow(journey, harm(name))
    assert twin in journey.drills
    apart = journey.drills.index(str(twin)) - journey.drills.index(name)
    assert apart == min(3, len(EVERYBODY) - EVERYBODY.index(name))
    assert follow(journey, said(name)).drills == journey.drills  # a second try does not take it away


@given(seed=SEEDS, wrong=st.lists(st.sampled_from(sorted(CONTENT.drills)), max_size=8))
def test_every_mistake_about_one_with_a_twin_brings_the_twin(seed: int, wrong: list[str]) -> None:
    first = through(fresh(seed), *wrong)
    second = anew(first)
    order = [question.removeprefix("drill/") for question in first.said]
    assert sorted(order) == sorted(first.drills)
    for name in set(wrong) & set(order):
        twin = CONTENT.drills[name].twin
        if twin:
            later = order[order.index(name) :] + second.drills
            assert twin in later, (name, twin)


@given(seed=SEEDS)
def test_from_the_second_round_on_a_twin_may_come_in_place_of_the_fraud_and_brings_it_when_mistaken(seed: int) -> None:
    second = anew(through(fresh(seed)))
    for fraud in EXTRA.values():
        twin = str(CONTENT.drills[fraud].twin)
        assert (fraud in second.drills) != (twin in second.drills)
        if twin in second.drills:
            assert fraud in follow(second, harm(twin)).drills
    assert len(second.drills) == len(EVERYBODY)


def test_both_of_a_pair_come_in_place_of_each_other_for_some_learners() -> None:
    rounds = [set(anew(through(fresh(seed))).drills) for seed in range(12)]
    for fraud in EXTRA.values():
        assert {fraud in names for names in rounds} == {True, False}, fraud


# -- rounds -----------------------------------------------------------------------------------------


def test_a_new_round_begins_only_when_all_are_answered() -> None:
    journey = fresh()
    assert attempt(journey, Action(ROUND)) == Refusal("unknown")
    journey = through(journey)
    second = anew(journey)
    assert attempt(second, Action(ROUND)) == Refusal("unknown")
    assert len(second.rounds) == 1
    assert not [question for question in second.said if question.startswith("drill/")]


def test_a_new_round_takes_nothing_else_away() -> None:
    claim = Action(SAY, "claim/free", {"answer": "true"})
    assert anew(through(follow(fresh(), claim))).said == {"claim/free": ("true",)}


def test_what_counts_is_the_latest_round_and_the_chapter_stays_done() -> None:
    first = through(fresh(), "loan-call", "text-sim")
    total = len(EVERYBODY) + 2
    assert first.drilled == (total, total - 2, total)
    second = anew(first)
    assert second.drilled == first.drilled
    assert "fraud" in chapters_done(CONTENT, second, assess(CONTENT, {}))
    begun = follow(second, said(second.drills[0]))
    assert begun.drilled == (1, 1, len(second.drills))
    assert "fraud" in chapters_done(CONTENT, begun, assess(CONTENT, {}))


def test_the_record_has_a_row_for_each_drill_of_each_round() -> None:
    second = anew(through(fresh(), "loan-call"))
    journey = follow(second, harm(second.drills[0]), said(second.drills[0]))
    rows = tables(CONTENT, journey, assess(CONTENT, {}), "en")["drills"]
    assert [row["round"] for row in rows] == [1] * (len(EVERYBODY) + 1) + [2]
    assert (rows[-1]["drill"], rows[-1]["answers"]) == (second.drills[0], 2)
    assert (rows[-1]["right_first"], rows[-1]["right_last"]) == (False, True)
    assert [row["drill"] for row in rows if not row["right_first"]] == ["loan-call", second.drills[0]]


@given(seed=SEEDS, wrong=st.sets(st.sampled_from(sorted(CONTENT.drills)), max_size=5))
def test_after_a_reload_the_same_drills_come_in_the_same_guises(seed: int, wrong: set[str]) -> None:
    store = Store(CONTENT, seed)
    for _ in range(2):
        for _ in range(len(CONTENT.drills)):
            left = [name for name in store.journey.drills if f"drill/{name}" not in store.journey.said]
            if left:
                store.do(harm(left[0]) if left[0] in wrong else said(left[0]))
        store.do(Action(ROUND))
    assert len(store.journey.rounds) == 2
    later = Store(CONTENT, 1)
    assert later.restore(store.dump())
    assert later.journey.drills == store.journey.drills
    assert [as_met(later.journey, name) for name in later.journey.drills] == [
        as_met(store.journey, name) for name in store.journey.drills
    ]
