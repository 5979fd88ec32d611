"""A class as values: seats that move, hands, votes, what the teacher wishes."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbguide.classroom import orders
from kbguide.classroom.clock import ClassClock
from kbguide.classroom.counts import figures
from kbguide.classroom.open_class import OpenClass, digest
from kbguide.classroom.progress import Closed, Progress
from kbguide.classroom.room import ENOUGH, Classroom, ClassSeat, Wishes
from kbguide.classroom.store import Kept, Unwritten, _row_of, _seat_row, room_of, seat_of
from kbguide.classroom.telling import Telling
from kbguide.content.catalogue import Content

NOW = 1000
SEAT = ClassSeat(4, 1, b"key", moved=NOW, heard=NOW)
WORDS = st.lists(
    st.tuples(
        st.sampled_from(["take", "hear", "leave", "see", "order"]),
        st.integers(1, 4),
        st.sampled_from(["issue/1", "issue/4", "issue/done", "learn", "renew/2"]),
        st.integers(0, 3),
        st.integers(0, 400),
    ),
    max_size=40,
)


class Still(ClassClock):
    """Time stands."""

    def now(self) -> float:
        return NOW


STILL = Still()


def a_class(seats: int = 24) -> OpenClass:
    room = Classroom(1, "4728", "passcode", b"board", b"screen", seats, NOW + 10**6)
    return OpenClass(Kept(room, (), Counter()), Unwritten())


def sit(one: OpenClass, number: int, now: int = NOW) -> ClassSeat:
    key = one.take(number, now)
    assert key
    return one.seats[number]


def say(one: OpenClass, number: int, closed: Closed, now: int = NOW, **said: object) -> ClassSeat:
    return one.hear(one.seats[number], Progress.read({"at": "learn", **said}, closed), closed, now)


def test_time_counts_from_the_last_move(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    assert say(one, 4, closed, NOW + 10, at="issue/4").moved == NOW + 10
    assert say(one, 4, closed, NOW + 90, at="issue/4").moved == NOW + 10
    assert one.seats[4].heard == NOW + 90


def test_the_furthest_step_is_kept_when_somebody_goes_back(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    for at in ("issue/1", "issue/4", "issue/2", "learn"):
        say(one, 4, closed, at=at)
    assert one.seats[4].reached == {"issue": 4}
    assert one.seats[4].at == "learn"


def test_a_hand_that_the_teacher_has_seen_stays_down_until_it_is_raised_anew(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    assert say(one, 4, closed, NOW + 1, hand=1).hand == NOW + 1
    assert say(one, 4, closed, NOW + 5, hand=1).hand == NOW + 1
    one.see(4)
    assert one.seats[4].hand == 0
    assert say(one, 4, closed, NOW + 6, hand=1).hand == 0  # the page does not know yet
    assert say(one, 4, closed, NOW + 7, hand=2).hand == NOW + 7  # pressed again before it knew
    assert say(one, 4, closed, NOW + 8, hand=0).hand == 0


def test_a_seat_that_was_put_away_comes_back_when_it_moves(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    say(one, 4, closed, at="issue/1")
    one.see(4)
    assert say(one, 4, closed, at="issue/1").put
    assert not say(one, 4, closed, at="issue/2").put
    one.see(4)
    assert not say(one, 4, closed, at="issue/2", hand=1).put


def test_a_seat_is_taken_by_one_until_it_is_left_or_silent_for_long(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    first = say(one, 4, closed)
    assert one.take(4, NOW + 300) is None
    assert 4 not in one.free(NOW)
    assert one.take(4, NOW + 301)
    assert one.seats[4].turn == 2
    assert one.past[4, 1] == first
    one.leave(one.seats[4])
    assert 4 in one.free(NOW + 301)
    assert one.take(4, NOW + 302)


def test_a_seat_whose_page_never_came_is_free_soon() -> None:
    one = a_class()
    sit(one, 4)
    assert one.take(4, NOW + 45) is None
    assert one.take(4, NOW + 46)


@pytest.mark.parametrize("number", [0, 25, -1])
def test_there_are_no_other_seats(number: int) -> None:
    with pytest.raises(ValueError, match="no such seat"):
        a_class().take(number, NOW)


def test_whoever_plays_with_seats_comes_to_an_end() -> None:
    one = a_class(1)
    taken = 0
    while (key := one.take(1, NOW)) is not None and taken < 1000:
        assert one.seats[1].key == digest(key)
        one.leave(one.seats[1])
        taken += 1
    assert taken < 100


def test_each_seat_votes_once_and_only_while_the_vote_is_open(closed: Closed) -> None:
    one = a_class()
    drill, replies = next(iter(closed.replies.items()))
    first, second, *_ = sorted(replies)
    sit(one, 4)
    say(one, 4, closed, vote={"number": 1, "reply": first})
    assert one.votes() == {}
    one.order({"do": "vote", "drill": drill}, closed, NOW)
    say(one, 4, closed, vote={"number": 1, "reply": "made-up"})
    assert one.votes() == {}
    say(one, 4, closed, vote={"number": 1, "reply": first})
    say(one, 4, closed, vote={"number": 1, "reply": second})
    assert one.votes() == {first: 1}
    sit(one, 5)
    one.order({"do": "close"}, closed, NOW)
    say(one, 5, closed, vote={"number": 1, "reply": second})
    assert one.votes() == {first: 1}
    assert f'"{first}"' not in _seat_row(1, one.seats[4])["state"]  # who has answered what is kept nowhere


def test_counts_of_a_vote_are_hidden_while_it_is_open_and_under_five(closed: Closed, content: Content) -> None:
    one = a_class()
    telling = Telling(content, closed.places, STILL)
    drill, replies = next(iter(closed.replies.items()))
    one.order({"do": "vote", "drill": drill}, closed, NOW)
    for number in range(1, ENOUGH + 1):
        sit(one, number)
        say(one, number, closed, vote={"number": 1, "reply": min(replies)})
        shown = telling.to_board(one, 0, None)["vote"]
        assert (shown["all"], shown["counts"]) == (number, None)
        assert not any("right" in reply for reply in shown["replies"])
        if number == ENOUGH - 1:
            closed_early = OpenClass(Kept(one.room, tuple(one.seats.values()), one.tallies), Unwritten())
            closed_early.order({"do": "close"}, closed, NOW)
            assert telling.to_board(closed_early, 0, None)["vote"]["counts"] is None
    one.order({"do": "close"}, closed, NOW)
    shown = telling.to_board(one, 0, None)["vote"]
    assert shown["counts"] == {min(replies): ENOUGH}
    assert sum(reply["right"] for reply in shown["replies"]) >= 1


def test_how_sure_one_felt_is_counted_once_and_kept_with_no_seat(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    say(one, 4, closed, before="2")
    say(one, 4, closed, before="3", after="5")
    assert one.counts([])["before"] == {"2": 1}
    assert one.counts([])["after"] == {"5": 1}
    assert '"2"' not in _seat_row(1, one.seats[4])["state"]


def test_feedback_is_counted_and_kept_with_no_seat(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    one.opine(one.seats[4], {"useful": "much", "pace": "right"}, closed)
    one.opine(one.seats[4], {"useful": "not"}, closed)
    assert one.counts([])["feedback"] == {"useful": {"much": 1}, "pace": {"right": 1}}
    assert one.feedback_given == 1
    with pytest.raises(ValueError, match="not on the list"):
        one.opine(one.seats[4], {"useful": "<b>"}, closed)


@pytest.mark.parametrize(
    ("said", "sees"),
    [
        ({"do": "go", "place": "issue/4"}, ("go", "#practice")),
        ({"do": "go", "place": "learn/rule"}, ("go", "#learn/rule")),
        ({"do": "pause"}, ("pause", "")),
        ({"do": "look"}, ("look", "")),
        ({"do": "say", "remark": "slowly"}, ("say", "")),
    ],
)
def test_an_order_reaches_every_seat_as_words_and_at_most_a_place_in_the_guide(
    closed: Closed, content: Content, said: dict[str, str], sees: tuple[str, str]
) -> None:
    one = a_class()
    seat = sit(one, 4)
    one.order(said, closed, NOW)
    told = Telling(content, closed.places, STILL).to_seat(one, seat)["order"]
    assert (told["do"], told["href"]) == sees
    assert all(told["text"].values())
    one.order({"do": "resume"}, closed, NOW)
    assert Telling(content, closed.places, STILL).to_seat(one, seat)["order"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"do": "shout"},
        {"do": "go"},
        {"do": "go", "place": "https://elsewhere.example"},
        {"do": "say", "remark": "<a href=x>"},
        {"do": "vote", "drill": "none"},
        {"do": "show", "what": "everything"},
        {"do": "lesson", "lesson": "class-90", "step": "none"},
        {"do": "seen", "seat": 99},
        {"do": "seen", "seat": "4"},
    ],
)
def test_an_order_that_is_in_no_list_is_refused(closed: Closed, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        a_class().order(wrong, closed, NOW)


def test_a_newer_order_has_a_higher_number(closed: Closed) -> None:
    wishes = Wishes()
    numbers = []
    for _ in range(3):
        wishes = orders.after(wishes, {"do": "look"}, closed, NOW)
        numbers.append(wishes.order.number if wishes.order else 0)
    assert numbers == [1, 2, 3]


def test_the_board_shows_where_somebody_is_and_nothing_of_what_was_answered(closed: Closed, content: Content) -> None:
    one = a_class()
    sit(one, 4)
    problem = min(closed.problems)
    say(one, 4, closed, problems=[problem], before="2", right=1, answered=3)
    shown = Telling(content, closed.places, STILL).to_board(one, 0, None)
    assert set(shown["taken"][0]) == {"seat", "at", "reached", "hand", "still", "away", "put"}
    assert problem not in str(shown)


def test_the_board_is_sent_only_what_is_newer(closed: Closed, content: Content) -> None:
    one = a_class()
    telling = Telling(content, closed.places, STILL)
    sit(one, 4)
    sit(one, 5)
    since = one.revision
    say(one, 5, closed, at="issue/1")
    assert [seat["seat"] for seat in telling.to_board(one, since, None)["taken"]] == [5]
    since = one.revision
    one.leave(one.seats[4])
    told = telling.to_board(one, since, None)
    assert (told["taken"], told["left"]) == ([], [4])


def test_whoever_has_gone_through_a_procedure_is_counted_there(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    say(one, 4, closed, at="renew/done")
    steps = figures(one, closed.places.values())["counts"]["steps"]
    assert steps["renew/done"] == steps["renew/1"] == 1
    assert not [name for name in steps if not name.startswith("renew/")]


def test_figures_count_and_name_nobody_and_no_time(closed: Closed) -> None:
    one = a_class()
    for number in (4, 5):
        sit(one, number)
        say(one, number, closed, at="issue/2", right=1, answered=2)
    one.leave(one.seats[5])
    sit(one, 5)
    told = figures(one, closed.places.values())
    assert told["counts"]["seats"] == 3
    assert told["counts"]["steps"] == {"issue/1": 2, "issue/2": 2}
    assert told["counts"]["drills"] == {"right": 2, "answered": 4}
    assert "steps,issue/2,2" in told["csv"]
    assert [row.split(",")[:2] for row in told["seats_csv"].splitlines()[1:]] == [
        ["4", "issue/2"],
        ["5", "issue/2"],
        ["5", ""],
    ]
    assert str(NOW) not in told["csv"] + told["seats_csv"]


@given(words=WORDS)
def test_whatever_happens_a_class_is_the_same_after_it_was_written_and_read(
    closed: Closed, words: list[tuple[str, int, str, int, int]]
) -> None:
    one = a_class(4)
    now = NOW
    for kind, number, at, hand, passed in words:
        now += passed
        seat = one.seats.get(number)
        if kind == "take":
            one.take(number, now)
        elif kind == "order":
            one.order({"do": "go", "place": at}, closed, now)
        elif seat and seat.taken and kind == "hear":
            say(one, number, closed, now, at=at, hand=hand)
        elif seat and seat.taken and kind == "leave":
            one.leave(seat)
        elif seat and seat.taken and kind == "see":
            one.see(number)
        assert all(seat.hand <= now and seat.moved <= seat.heard <= now for seat in one.seats.values())
    written = one.unwritten
    seats = tuple(seat_of(_seat_row(*row)) for (room, _, _), seat in written.seats.items() for row in [(room, seat)])
    again = OpenClass(Kept(room_of(_row_of(one.room)), seats, Counter()), Unwritten())
    assert (again.room, again.seats, again.past) == (one.room, one.seats, one.past)
    assert again.counts([]) == one.counts([])


def test_what_another_server_has_written_does_not_undo_what_is_not_written_yet(closed: Closed) -> None:
    one = a_class()
    sit(one, 4)
    say(one, 4, closed, at="issue/3")
    older = replace(one.seats[4], at="issue/1")
    elsewhere = replace(SEAT, number=5, at="issue/7")
    one.take_over(Kept(one.room, (older, elsewhere), Counter({"before/2": 3})))
    assert (one.seats[4].at, one.seats[5].at) == ("issue/3", "issue/7")
    assert one.counts([])["before"] == {"2": 3}
