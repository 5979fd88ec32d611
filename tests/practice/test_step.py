"""What happens next, screen by screen."""

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import (
    CONTENT,
    EVERYBODY,
    HOMES,
    ISSUE,
    PERSONAS,
    after,
    at,
    begin,
    do,
    entry_on,
    finish,
    given_for,
    key_digits,
    lock,
    mistakes,
    other_digits,
    pass_screen,
    right,
    screens_of,
    step,
    type_in,
)  # fmt: skip
from kbguide.content.procedure import PIN_LIMIT, Procedure
from kbguide.practice import Action, World, judge

TEXTS = [option.id for variant in CONTENT.bank.variant if variant.key == "text" for option in variant.option]
VARIANTS = list(product(PERSONAS, TEXTS, ["guided", "own"]))
PHONES = [name for name in HOMES if CONTENT.screens[name].signal]
MENUS = [name for name in HOMES if CONTENT.screens[name].entry]
PASSED = [name for name in HOMES if CONTENT.screens[name].kind != "done"]


def answered_wrongly(world: World) -> World:
    """Taken the call or opened the message, and answered it with other digits."""
    talking = after(world, "request", "answer")
    digits = other_digits(talking.code)
    return type_in(talking, reply=digits) if talking.screen.kind == "reply" else key_digits(talking, digits)


# -- the whole way --------------------------------------------------------------------------------


@pytest.mark.parametrize(("persona", "text", "mode"), VARIANTS)
def test_everybody_reaches_the_certificate_without_a_problem(persona: str, text: str, mode: str) -> None:
    world, _ = finish(begin(CONTENT, persona, text=text, mode=mode))
    assert (world.met, world.standing.wrong_tries, world.hints) == ((), {}, 0)
    assert {ISSUE.number(name) for name in (*world.here.trail, world.at)} == set(range(1, 9))
    assert ("text-code" in world.here.trail) == (text == "code")
    assert ("text-reply" in world.here.trail) == (text == "reply")


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_goes_the_way_of_their_own_means(persona: str) -> None:
    world, _ = finish(begin(CONTENT, persona))
    values = world.persona.values
    assert {name for name in world.here.trail if name.startswith("medium-")} == {f"medium-{values['medium']}"}
    assert {"ars", "abroad"} & set(world.here.trail) == {values["route"]}


@pytest.mark.parametrize(("screen", "persona", "text"), [*product(PASSED, PERSONAS, TEXTS)])
def test_practice_may_begin_at_any_screen_and_can_be_finished(screen: str, persona: str, text: str) -> None:
    world = at(screen, persona, text=text, given=given_for(screen))
    assert (world.at, world.here.trail) == (screen, ())
    assert finish(world)[0].met == ()


@pytest.mark.parametrize("screen", ["issued", "register-sure", "no-such-screen", ""])
def test_practice_that_cannot_begin_there_begins_at_the_front(screen: str) -> None:
    assert begin(CONTENT, screen=screen) == begin(CONTENT)


@pytest.mark.parametrize("procedure", CONTENT.procedures.values(), ids=CONTENT.procedures)
def test_there_is_one_way_on_from_a_menu(procedure: Procedure) -> None:
    for screen in screens_of(procedure):
        on = [entry.id for entry in screen.entry if entry.on or entry.id in procedure.path]
        assert len(on) == 1 or (screen.kind == "decide" and on) or not screen.entry


def test_the_finished_screen_stays_as_it_is() -> None:
    world, _ = finish(begin(CONTENT))
    assert do(world, "back") == world
    assert do(world, "submit") == world


# -- menus ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", MENUS)
def test_every_wrong_entry_is_explained_and_nothing_else_changes(screen: str) -> None:
    world = at(screen, given=given_for(screen))
    wrong = [entry for entry in world.screen.entry if not world.leads_on(entry) and not entry.turn]
    assert len(wrong) >= (2 if world.screen.kind == "menu" else 1)
    for entry in wrong:
        turned = do(world, "choose", entry=entry.id)
        assert (turned.at, turned.wrong_turn) == (screen, entry)
        assert entry.note is not None or turned.problem != "wrong-menu"
        assert turned.problem in CONTENT.problems
        assert replace(turned, problem=None, entry=None, met=()) == world
        assert do(turned, "choose", entry=entry_on(turned)).wrong_turn is None


@pytest.mark.parametrize("screen", MENUS)
def test_an_entry_that_is_not_there_changes_nothing(screen: str) -> None:
    world = at(screen)
    assert do(world, "choose", entry="no-such-entry") == world
    assert do(world, "choose") == world


# -- where the person is --------------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_identity_check_that_does_not_fit_is_explained(persona: str) -> None:
    world = at("route", persona)
    abroad = world.persona.values["route"] == "abroad"
    wrong = type_in(world, route="ars" if abroad else "abroad")
    assert (wrong.at, wrong.problem) == ("route", "abroad-call" if abroad else "not-abroad")
    assert type_in(wrong).at == ("abroad" if abroad else "ars")


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_medium_that_the_person_does_not_have_is_explained(persona: str) -> None:
    world = at("account", persona)
    for medium in ("card", "otp", "phone"):
        after_ = type_in(world, medium=medium)
        own = medium == world.persona.values["medium"]
        assert (after_.at, after_.problem) == ((f"medium-{medium}", None) if own else ("account", "medium-not-yours"))


# -- telephone ------------------------------------------------------------------------------------


def test_a_call_answered_and_keyed_and_confirmed_leads_on() -> None:
    world = at("ars")
    states = [world.call.state]
    for kind in ("request", "answer"):
        world = after(world, kind)
        states.append(world.call.state)
    world = key_digits(world, world.code)
    assert [*states, world.call.state] == ["idle", "ringing", "talking", "done"]
    assert do(world, "confirm").at == "account"


@pytest.mark.parametrize("screen", PHONES)
def test_a_telephone_number_wrongly_answered_is_explained(screen: str) -> None:
    world = at(screen)
    if world.screen.signal and world.screen.signal.digits:
        wrong = answered_wrongly(world)
        assert (wrong.at, wrong.problem) == (screen, world.screen.signal.wrong)
        assert do(wrong, "confirm").at == screen


SILENCES = {
    ("ars", "request wait"): "call-missed",
    ("ars", "request decline"): "call-declined",
    ("ars", "request answer decline"): "call-declined",
    ("ars", "request answer wait"): "code-late",
    ("ars", "confirm"): "code-unfinished",
    ("ars", "request confirm"): "code-unfinished",
    ("ars", "request answer confirm"): "code-unfinished",
    ("medium-phone", "request wait"): "medium-declined",
    ("medium-phone", "request decline"): "medium-declined",
    ("medium-phone", "confirm"): "medium-unfinished",
    ("medium-phone", "request confirm"): "medium-unfinished",
    ("text-reply", "request wait"): "text-missing",
    ("text-reply", "request answer wait"): "text-late",
    ("text-reply", "confirm"): "reply-unfinished",
    ("text-reply", "request answer confirm"): "reply-unfinished",
}


@pytest.mark.parametrize(("screen", "kinds", "problem"), [(*key, problem) for key, problem in SILENCES.items()])
def test_a_telephone_not_used_as_it_should_be_is_explained_and_can_be_tried_again(
    screen: str, kinds: str, problem: str
) -> None:
    world = after(at(screen), *kinds.split())
    assert (world.at, world.problem, world.met[-1]) == (screen, problem, problem)
    assert pass_screen(world)[0].at != screen


@pytest.mark.parametrize(
    "persona", [p.id for p in CONTENT.personas.values() if not all(phone.mine for phone in p.phone)]
)
def test_the_old_number_stays_silent(persona: str) -> None:
    world = at("ars", persona)
    old = next(phone for phone in world.persona.phone if not phone.mine)
    silent = do(world, "request", phone=old.number)
    assert (silent.call.state, silent.problem) == ("silent", "phone-outdated")
    for kind in ("answer", "decline", "wait"):
        assert do(silent, kind) == silent
    assert do(silent, "confirm").at == "ars"
    assert pass_screen(silent)[0].at == ("account" if persona in PERSONAS else "ars")


def test_a_call_needs_a_number_that_is_registered() -> None:
    for values in ({}, {"phone": ""}, {"phone": "010-0000-9999"}):
        world = do(at("ars"), "request", **values)
        assert (world.call.state, world.problem) == ("idle", "field-empty")


@pytest.mark.parametrize("screen", ["medium-phone", "text-reply"])
def test_a_telephone_number_that_nobody_asked_for_is_ignored(screen: str) -> None:
    world = do(at(screen), "request", phone="02-0000-1111")
    assert world.call.state == "ringing"


def test_a_call_cut_off_needs_a_new_request() -> None:
    world = after(at("ars"), "request", "answer", "decline")
    assert key_digits(world, world.code) == world
    assert do(world, "answer") == world


def test_digits_can_be_taken_back() -> None:
    world = after(at("ars"), "request", "answer")
    wrong = other_digits(world.code)[0]
    world = key_digits(do(key_digits(world, wrong), "erase"), world.code)
    assert (world.call.state, world.met) == ("done", ())


@pytest.mark.parametrize("digit", ["", "12", "a", "*", "\u0663", "-"])
def test_only_digits_can_be_keyed(digit: str) -> None:
    world = after(at("ars"), "request", "answer")
    assert do(world, "key", digit=digit) == world


@given(seed=st.integers(0, 10**6))
def test_a_new_request_brings_another_number(seed: int) -> None:
    world = begin(CONTENT, "kim", seed, screen="ars")
    codes = [after(world, *["request"] * times).code for times in range(1, 6)]
    assert all(one != other for one, other in pairwise(codes))


def test_going_back_and_on_does_not_bring_the_first_number_again() -> None:
    first = after(type_in(at("route")), "request")
    passed = do(key_digits(after(first, "answer"), first.code), "confirm")
    again = after(do(passed, "back"), "request")
    assert again.at == "ars"
    assert again.code != first.code


def test_a_message_answered_wrongly_can_be_answered_again() -> None:
    world = answered_wrongly(at("text-reply"))
    assert (world.call.state, world.faults) == ("talking", {"reply": "reply-wrong"})
    assert do(type_in(world), "confirm").at == "new-pin"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("", "field-empty"), ("ab", "field-letters"), ("010-2345-6789", "looks-like-phone"), ("123", "reply-wrong")],
)
def test_an_answer_to_a_message_that_will_not_do_is_explained(typed: str, problem: str) -> None:
    world = type_in(after(at("text-reply"), "request", "answer"), reply=typed)
    assert (world.problem, world.call.state) == (problem, "talking")


def test_a_message_cannot_be_answered_before_it_is_opened() -> None:
    for world in (at("text-reply"), after(at("text-reply"), "request")):
        assert step(world, right(world)) == world


def test_a_request_in_the_app_is_only_accepted() -> None:
    world = after(at("medium-phone", "park"), "request", "answer")
    assert world.call.state == "done"
    assert do(world, "confirm").at == "contact"


def test_the_older_message_shows_the_number_to_type() -> None:
    world = at("text-code", text="code")
    assert len(world.code) == 6
    assert type_in(world, code=other_digits(world.code)).problem == "text-code-wrong"
    assert type_in(world, code=world.code).at == "new-pin"


# -- locks ----------------------------------------------------------------------------------------


def test_a_fifth_wrong_account_password_locks_it() -> None:
    world = at("account")
    for count in range(1, 5):
        world = type_in(world, account_password="9998")
        assert (world.problem, world.standing.wrong_tries["account-password"], world.locked) == (
            "account-password-wrong",
            count,
            None,
        )
    world = type_in(world, account_password="9998")
    assert (world.problem, world.locked, world.standing.wrong_tries["account-password"]) == (
        *["account-password-locked"] * 2,
        5,
    )
    assert type_in(world) == world  # the right one comes too late
    assert type_in(world, account_password="9998") == world


def test_a_lock_is_still_there_after_going_back_and_on() -> None:
    world = type_in(type_in(at("route", "park")))  # abroad, then the account
    for _ in range(5):
        world = type_in(world, account_password="9998")
    world = type_in(do(world, "back"))
    assert (world.at, world.locked) == ("account", "account-password-locked")
    assert type_in(world).at == "account"


def test_release_unlocks_and_the_tries_begin_anew() -> None:
    part = at("medium-otp").screen.field[0]
    world = do(lock(at("medium-otp", "lee"), part), "release")
    assert (world.locked, world.problem, world.standing.wrong_tries) == (None, None, {})
    assert type_in(world).at == "contact"


def test_what_can_be_practised_is_not_simply_released() -> None:
    world = lock(at("account"), at("account").screen.field[1])
    assert world.remedy is not None
    assert do(world, "release") == world
    assert step(world, Action("remedy", world.at)).procedure == world.remedy


def test_a_tenth_wrong_pin_locks_it_and_waiting_does_not_help() -> None:
    world = at("pin-present", given="own")
    for count in range(1, 10):
        world = type_in(world, pin="394857")
        assert (world.problem, world.standing.wrong_tries[PIN_LIMIT], world.locked) == ("pin-wrong", count, None)
    world = type_in(world, pin="394857")
    assert (world.problem, world.locked) == ("pin-locked", "pin-locked")
    assert type_in(world) == type_in(world, pin="394857") == do(world, "release") == world


def test_the_right_pin_forgets_the_wrong_tries() -> None:
    world = type_in(at("pin-present", given="own-nine-tries"))
    assert (world.finished, world.standing.wrong_tries) == (True, {})
    assert type_in(at("pin-present", given="own-nine-tries"), pin="394857").problem == "pin-locked"


def test_the_right_password_forgets_the_wrong_tries() -> None:
    world = at("account")
    for _ in range(4):
        world = type_in(world, account_password="9998")
    assert type_in(world).standing.wrong_tries == {}


def test_an_empty_or_short_password_is_no_wrong_try() -> None:
    for typed in ("", "12", "abcd"):
        assert type_in(at("account"), account_password=typed).standing.wrong_tries == {}


def test_another_persons_password_is_a_wrong_try() -> None:
    world = type_in(at("account"), account_password=CONTENT.personas["lee"].values["account-password"])
    assert (world.problem, world.standing.wrong_tries) == ("someone-elses", {"account-password": 1})


def test_two_wrong_halves_of_the_card_count_once() -> None:
    world = at("medium-card")
    typed = {name: other_digits(world.expected(name)) for name in ("first", "second")}
    assert type_in(world, **typed).standing.wrong_tries == {"medium": 1}
    assert type_in(world, first=typed["first"]).standing.wrong_tries == {"medium": 1}


@pytest.mark.parametrize("screen", ["medium-card", "medium-otp"])
def test_a_fifth_wrong_number_locks_the_medium(screen: str) -> None:
    world = at(screen)
    name = world.screen.field[0].name
    for _ in range(5):
        assert world.locked is None
        world = type_in(world, **{name: other_digits(world.expected(name))})
    assert (world.problem, world.locked) == ("medium-locked", "medium-locked")
    assert type_in(do(world, "release")).at == "contact"


@given(seed=st.integers(0, 10**6))
@example(seed=267)
def test_a_wrong_number_from_the_card_changes_what_is_asked(seed: int) -> None:
    world = begin(CONTENT, "kim", seed, screen="medium-card")
    for _ in range(4):
        first, second = world.card_places
        assert 1 <= first <= CONTENT.bank.card_numbers
        assert 1 <= second <= CONTENT.bank.card_numbers
        assert first != second
        following = type_in(world, first=other_digits(world.expected("first")))
        assert following.card_places != (first, second)
        world = following


def test_a_wrong_code_from_the_device_brings_another() -> None:
    world = at("medium-otp", "lee")
    assert type_in(world, otp=other_digits(world.expected("otp"))).expected("otp") != world.expected("otp")


def test_a_release_where_nothing_is_locked_changes_nothing() -> None:
    world = type_in(at("account"), account_password="9998")
    assert do(world, "release") == world


# -- back, hints, modes, stale screens ------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
def test_back_leads_all_the_way_to_the_front_and_on_again(persona: str) -> None:
    world = begin(CONTENT, persona)
    passed = []
    while world.screen.kind != "new-pin":
        passed.append(world.at)
        world, _ = pass_screen(world)
    while world.here.trail:
        world = do(world, "back")
        assert world.at == passed.pop()
        assert (world.problem, world.call.state) == (None, "idle")
    assert passed == []
    assert do(world, "back") == world
    assert finish(world)[0].met == ()


def test_back_from_the_second_pin_asks_for_both_again() -> None:
    world = type_in(type_in(at("text-code", text="code")))
    assert world.pin_chosen
    assert not type_in(do(world, "back")).pin_chosen


def test_a_hint_is_counted_once_on_a_screen() -> None:
    world = begin(CONTENT, mode="own")
    once = do(world, "hint")
    assert (once.hint_open, once.hints) == (True, 1)
    assert do(once, "hint") == once
    following, _ = pass_screen(once)
    assert (following.hint_open, following.hints) == (False, 1)
    assert do(following, "hint").hints == 2


def test_a_hint_is_not_counted_when_hints_are_shown_anyway() -> None:
    world = begin(CONTENT, mode="guided")
    assert do(world, "hint") == world


def test_a_hint_open_on_one_screen_is_closed_on_the_one_before() -> None:
    world = do(pass_screen(begin(CONTENT, mode="own"))[0], "hint")
    assert not do(world, "back").hint_open


def test_changing_to_ones_own_and_back_keeps_the_place_and_the_count() -> None:
    world = do(begin(CONTENT, mode="own"), "hint")
    world = pass_screen(world)[0]
    guided = do(world, "mode", mode="guided")
    assert (guided.mode, guided.at, guided.hints) == ("guided", world.at, 1)
    assert do(guided, "mode", mode="own") == world
    assert do(guided, "mode", mode="no-such-mode").mode == "guided"


def test_the_mode_changes_nothing_but_itself() -> None:
    guided, actions = finish(begin(CONTENT))
    own = begin(CONTENT, mode="own")
    for action in actions:
        own = step(own, action)
    assert replace(own, mode="guided") == guided


@pytest.mark.parametrize("screen", PASSED)
def test_what_is_sent_twice_from_a_screen_already_left_changes_nothing(screen: str) -> None:
    world, actions = pass_screen(at(screen, given=given_for(screen)))
    assert world.at != screen
    for action in actions:
        assert step(world, action) == world


def test_back_pressed_twice_on_one_screen_goes_back_once() -> None:
    world = pass_screen(pass_screen(begin(CONTENT))[0])[0]
    back = Action("back", world.at)
    assert step(step(world, back), back) == step(world, back)


@pytest.mark.parametrize("kind", ["", "fly", "Submit", "begin", "open", "__class__"])
def test_an_action_that_is_not_known_changes_nothing(kind: str) -> None:
    for screen in PASSED:
        world = at(screen)
        assert do(world, kind) == world


@pytest.mark.parametrize("screen", PASSED)
def test_every_mistake_leaves_us_on_the_screen_with_an_explanation(screen: str) -> None:
    for persona in EVERYBODY:
        for world in mistakes(at(screen, persona)):
            if (
                world.at == screen
                and world != at(screen, persona)
                and world.call.state not in ("ringing", "talking", "done")
            ):
                assert world.problem in CONTENT.problems
                assert world.met[-1] == world.problem


def test_a_number_refused_in_the_browser_is_explained_here() -> None:
    world = do(at("identity"), "refused", **{"rrn-back": "looks-like-rrn"})
    assert (world.problem, world.faults) == ("looks-like-rrn", {"rrn-back": "looks-like-rrn"})
    for values in ({}, {"rrn-back": "wrong-menu"}, {"rrn-back": "1234567"}):
        assert do(at("identity"), "refused", **values) == at("identity")


@pytest.mark.parametrize("screen", ["route", "account"])
def test_a_choice_left_empty_is_not_kept_as_a_choice(screen: str) -> None:
    world = step(at(screen), judge(at(screen), {}))
    offered = {option.id for part in at(screen).screen.field for option in part.option} | {
        world.persona.values["account"]
    }
    names = {part.name for part in world.screen.field if part.kind == "choice"}
    assert {pick for name, pick in world.picks.items() if name in names} <= offered
