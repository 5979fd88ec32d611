"""The board of a certificate: acts, what they change at each place, and time that passes."""

from datetime import timedelta

import pytest

from helpers import CONTENT
from kbguide.practice import TRAVEL, Action
from views.driving import Desk, Markup, is_shown, pick, plain, press, raw, submit, visible

ACTS = list(CONTENT.bank.acts)
GIVENS = [given.id for given in CONTENT.givens.values() if given.issuer]
GRAVE = {"issue", "delete", "revoke", "transfer"}  # what cannot be undone
# an act, how the person stands before, and what is then otherwise: place -> state
CHANGES: list[tuple[str, str, dict[str, str]]] = [
    ("register", "elsewhere", {"here": "valid"}),
    ("deregister", "elsewhere-registered", {"here": "none"}),
    ("delete", "own", {"cloud": "empty"}),
    ("revoke", "own", {"authority": "revoked"}),
    ("suspend", "own", {"authority": "suspended"}),
    ("resume", "own-suspended", {"authority": "valid"}),
    ("connect", "own", {"computer": "yes"}),
    ("disconnect", "own-connected", {"computer": "no"}),
]


def places(desk: Desk) -> dict[str, str]:
    standing = desk.store.journey.standing
    assert standing is not None
    return dict(standing.places(CONTENT.bank))


# -- before ---------------------------------------------------------------------------------------


def test_first_one_chooses_whose_certificate_it_is_and_how_it_stands(desk: Desk) -> None:
    assert desk.say("manage.who-title") in desk.read("manage")
    offered = {field.name: [one.id for one in field.options] for field in desk.manage.choosing.fields}
    assert offered["given"] == GIVENS
    press(desk.manage.choosing.form, "change")
    submit(desk.manage.choosing.form, persona=desk.manage.choosing.chosen["persona"])
    shown = desk.read("manage")
    press(desk.manage.choosing.form, "done")
    assert all(CONTENT.givens[name].about[desk.lang] in shown for name in GIVENS)
    assert not {desk.manage.acts, desk.manage.time} & set(visible(desk.parts["manage"]))


@pytest.mark.parametrize("given", GIVENS)
def test_the_board_says_how_things_are_at_every_place_and_what_can_be_done(desk: Desk, given: str) -> None:
    desk.settle(given)
    shown, standing = plain(desk.read("manage")), desk.store.journey.standing
    assert standing is not None
    assert standing.certificate is not None
    for name, state in standing.places(CONTENT.bank):
        assert desk.manage.outcome_html.place(name) in shown
        assert desk.manage.outcome_html.state(name, state, standing) in shown
    assert standing.certificate.serial in shown
    for name in ACTS:
        procedure = CONTENT.procedures[name]
        assert procedure.title[desk.lang] in shown
        assert procedure.does[desk.lang] in shown
    told = "early" if standing.status == "valid" else standing.status
    assert given == "own-ending" or desk.manage.note(standing, standing.certificate).count(
        plain(desk.say(f"manage.{told}", left=0, end="", days=30)).split("0")[-1][-20:]
    )


def test_an_act_says_how_it_is_undone_after_the_words_that_it_is_about_undoing(desk: Desk) -> None:
    desk.settle()
    hints = {spec.name: spec.hint for spec in desk.manage.acts.buttons}
    for name in ACTS:
        undo = CONTENT.procedures[name].undo
        does = CONTENT.procedures[name].does[desk.lang]
        assert hints[name] == (f"{does} {desk.say('manage.undo-by', how=undo[desk.lang])}" if undo else does)


def test_what_cannot_be_undone_is_marked_on_the_board(desk: Desk) -> None:
    desk.settle()
    final = {spec.name for spec in desk.manage.acts.buttons if spec.state}
    assert final == GRAVE
    assert desk.say("manage.final") in desk.read("manage")


# -- acts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ACTS)
def test_an_act_first_says_what_it_does_and_to_whom(desk: Desk, act: str) -> None:
    desk.settle("elsewhere" if act == "register" else "own")
    press(desk.manage.acts, act)
    assert CONTENT.procedures[act].does[desk.lang] in plain(desk.read("manage"))
    assert desk.labels("manage")[0] == desk.say("practice.stop")


@pytest.mark.parametrize("act", sorted(GRAVE))
def test_what_cannot_be_undone_is_asked_again_on_a_red_button(desk: Desk, act: str) -> None:
    desk.settle()
    press(desk.manage.acts, act)
    asked = []
    for _ in desk.journey():
        world = desk.world
        grave = {entry.id for entry in world.screen.entry if entry.grave}
        if grave and world.at not in asked:
            asked.append(world.at)
            looks = {spec.name: spec.look for spec in desk.run.form.buttons}
            assert all("kb-button--stop" in looks[name] for name in grave)
            assert not any("kb-button--stop" in look for name, look in looks.items() if name not in grave)
            assert len(looks) > 1
    assert asked


def test_whoever_says_no_where_it_is_asked_has_lost_nothing(english: Desk) -> None:
    english.settle()
    before = places(english)
    press(english.manage.acts, "revoke")
    while not any(entry.grave for entry in english.world.screen.entry):
        english.step_on()
    english.window(next(entry.id for entry in english.world.screen.entry if not entry.grave))
    english.click("manage", "practice.stop")
    english.click("manage", "leave.end")
    assert places(english) == before


@pytest.mark.parametrize(("act", "given", "changed"), CHANGES, ids=lambda one: one if isinstance(one, str) else "")
def test_afterwards_it_shows_what_is_otherwise_at_each_place(
    desk: Desk, act: str, given: str, changed: dict[str, str]
) -> None:
    desk.settle(given)
    before = places(desk)
    desk.act(act)
    shown = Markup(desk.run.advice.value)
    assert desk.say("change.title") in shown.text
    for name in before:
        assert desk.manage.outcome_html.place(name) in shown.text
    after = places(desk)
    assert {name: after[name] for name in changed} == changed
    assert sum(tag == "s" for tag, _ in shown.tags) == len({name for name in after if after[name] != before[name]})
    same = [name for name in after if after[name] == before[name]]
    standing = desk.world.standing
    for name in same:
        assert desk.say("change.same", state=desk.manage.outcome_html.state(name, after[name], standing)) in shown.text
    desk.click("manage", "practice.leave")
    assert desk.say("manage.board-title") in desk.read("manage")
    assert places(desk) == after


def test_deregistering_here_leaves_every_other_place_as_it_was(english: Desk) -> None:
    english.settle("elsewhere-registered")
    before = places(english)
    english.act("deregister")
    assert {name for name, state in places(english).items() if state != before[name]} == {"here"}


def test_a_new_pin_is_needed_from_then_on(desk: Desk) -> None:
    desk.settle()
    old = desk.store.journey.standing.pin
    desk.act("change-pin")
    assert desk.world.standing.pin != old
    assert desk.say("change.pin") in desk.read("manage")
    desk.click("manage", "practice.leave")
    desk.act("login")
    assert desk.world.met == ()


def test_ten_wrong_pins_lock_and_time_does_not_open(desk: Desk) -> None:
    desk.settle("own-nine-tries")
    for _ in range(2):
        press(desk.manage.acts, "login")
        while desk.world.screen.kind != "pin":
            desk.step_on()
        if not desk.world.locked:
            desk.pin("394857")
        assert desk.world.locked
        assert desk.say("practice.tries", count=10, limit=10) in desk.read("manage")
        desk.click("manage", "practice.stop")
        desk.click("manage", "leave.end")
        desk.travel(30)


@pytest.mark.parametrize("given", ["own-suspended", "own-revoked", "own-expired", "own-deleted", "elsewhere"])
def test_a_login_that_is_refused_says_why_and_what_to_do(desk: Desk, given: str) -> None:
    desk.settle(given)
    press(desk.manage.acts, "login")
    while not desk.world.problem:
        desk.step_on()
    told = CONTENT.problems[desk.world.problem]
    shown = plain(desk.read("manage"))
    assert told.title[desk.lang] in shown
    assert told.do[desk.lang] in shown
    assert desk.world.remedy is not None
    desk.sensibly()
    assert desk.world.over


def test_reissuing_revokes_the_old_one_everywhere_and_brings_three_years(desk: Desk) -> None:
    desk.settle("elsewhere-registered")
    old = desk.store.journey.standing.certificate
    desk.act("issue")
    now = desk.world.standing
    assert now.certificate.serial != old.serial
    assert [one.status(now.day) for one in now.certificates] == ["revoked", "valid"]
    assert [name for name, state in places(desk).items() if state == "valid"] == ["here", "authority"]
    shown = desk.read("manage")
    assert now.certificate.serial in shown
    assert desk.say("change.title") in shown


# -- time -----------------------------------------------------------------------------------------


def test_the_days_on_offer_are_the_later_ones_around_the_end(desk: Desk) -> None:
    desk.settle()
    end = desk.store.journey.standing.certificate.end
    steps = [("early", 31), ("open", 30), ("last", 1), ("over", -1)]
    for passed, (_, left) in enumerate(steps):
        (field,) = desk.manage.time.fields
        ahead = steps[passed:]
        assert [one.id for one in field.options] == [(end - timedelta(left)).isoformat() for _, left in ahead]
        assert [one.label for one in field.options] == [
            desk.say(f"time.{name}", days=abs(left)) for name, left in ahead
        ]
        desk.travel(left)
    assert not is_shown(desk.manage.time)


def test_who_presses_quickly_goes_to_the_chosen_day_and_is_told_nothing_else(desk: Desk) -> None:
    desk.settle()
    form, made = desk.manage.time, desk.store.journey.standing.certificate
    shown, day = form.token, (made.end - timedelta(30)).isoformat()
    for _ in range(3):  # the page still shows the board of before
        raw(form, {"type": "submit", "values": {"day": day}, "token": shown})
    assert desk.store.journey.standing.day.isoformat() == day
    assert desk.store.notice == "done.travel"
    press(desk.manage.acts, "suspend")
    raw(form, {"type": "submit", "values": {"day": day}, "token": shown})
    press(desk.manage.acts, "suspend")
    assert desk.store.notice == ""
    assert len(desk.store.journey.attempts) == 1


def test_one_travels_with_the_certificate_of_a_practice_that_is_over_and_not_yet_left(english: Desk) -> None:
    english.begin("kim", "own")
    english.finish()
    english.travel(30)
    assert english.store.notice == "done.travel"
    assert english.say("refusal.elsewhere") not in english.read("manage")


def test_who_has_a_practice_open_elsewhere_is_told_to_end_it_before_the_date_moves(english: Desk) -> None:
    english.settle()
    english.begin_at("front", given="own")
    english.travel(30)
    assert english.say("refusal.running") in english.read("manage")


def test_picking_a_day_goes_nowhere_before_the_button_is_pressed(desk: Desk) -> None:
    """With arrow keys each day is picked on the way, and there is no way back."""
    desk.settle()
    before = desk.store.state
    for option in desk.manage.time.fields[0].options:
        pick(desk.manage.time, option.id, "day")
    assert desk.store.state == before


@pytest.mark.parametrize(("left", "told"), [(31, "early"), (30, "open"), (1, "open"), (-1, "expired")])
def test_each_day_says_what_has_to_be_done(desk: Desk, left: int, told: str) -> None:
    desk.settle()
    end = desk.store.journey.standing.certificate.end
    desk.travel(left)
    said = desk.say(f"manage.{told}", left=left, end=desk.manage.outcome_html.day(end), days=30)
    assert said in desk.read("manage")


@pytest.mark.parametrize(("left", "problem"), [(31, "renew-early"), (30, None), (1, None), (-1, "expired")])
def test_renewal_is_refused_before_thirty_days_offered_within_and_impossible_after(
    english: Desk, left: int, problem: str | None
) -> None:
    english.settle()
    end = english.store.journey.standing.certificate.end
    english.travel(left)
    press(english.manage.acts, "renew")
    for _ in range(20):
        if english.world.problem or english.world.over:
            break
        english.step_on()
    assert english.world.problem == problem
    if problem is None:
        assert english.world.standing.certificate.end.year == end.year + 3
        assert english.world.standing.certificate.serial in english.read("manage")


@pytest.mark.parametrize(
    ("left", "given", "first"), [(30, "own", "renew"), (-1, "own", "issue"), (0, "own-suspended", "resume")]
)
def test_the_board_offers_first_what_the_day_asks_for(english: Desk, left: int, given: str, first: str) -> None:
    english.settle(given)
    if left:
        english.travel(left)
    offered = english.manage.acts.buttons
    assert [spec.name for spec in offered if spec.here] == [offered[0].name] == [first]
    assert sorted(spec.name for spec in offered) == sorted(ACTS)


def test_who_renews_what_has_expired_is_led_to_a_new_one_before_any_menu(english: Desk) -> None:
    english.settle()
    english.travel(-1)
    press(english.manage.acts, "renew")
    assert (english.world.at, english.world.problem) == ("front", "expired")
    assert english.world.remedy.id == "issue"


def test_a_renewed_certificate_shows_the_period_since_the_renewal_and_not_six_years(desk: Desk) -> None:
    desk.settle("own-ending")
    today = desk.store.journey.standing.day
    desk.act("renew")
    made = desk.world.standing.certificate
    shown = desk.read("manage")
    assert desk.say("cert.dates-renew") in shown
    assert desk.say("cert.from", day=desk.manage.outcome_html.day(today)) in shown
    assert desk.say("cert.to", day=desk.manage.outcome_html.day(made.end)) in shown
    desk.click("manage", "practice.leave")
    press(desk.inside.form, "open")
    found = desk.inside.vault.fields(desk.store.journey.standing, desk.inside.pin)
    assert str(today) in found["not-before"]


def test_nobody_goes_back_in_time(desk: Desk) -> None:
    desk.settle()
    desk.travel(1)
    before = desk.store.state
    desk.store.do(Action(TRAVEL, values={"day": CONTENT.bank.day.isoformat()}))
    assert desk.store.state == before
    assert desk.say("refusal.backwards") in desk.read("manage")
    desk.settle("elsewhere")
    assert desk.say("refusal.backwards") not in desk.read("manage")


# -- another person, a reload ---------------------------------------------------------------------


def test_another_person_begins_anew(desk: Desk) -> None:
    desk.settle("own", "kim")
    desk.act("revoke")
    desk.click("manage", "practice.leave")
    desk.settle("own", "taylor")
    journey = desk.store.journey
    assert journey.persona.id == "taylor"
    assert journey.standing.status == "valid"
    assert desk.manage.outcome_html.owner(journey.persona) in desk.read("manage")


@pytest.mark.parametrize("screens", [0, 2, 5])
def test_a_reloaded_page_is_in_the_same_act_at_the_same_place(english: Desk, screens: int) -> None:
    english.settle("own", "lee", "app")
    press(english.manage.acts, "suspend")
    for _ in range(screens):
        english.step_on()
    again = Desk("en", seed=1)
    assert again.store.restore(english.store.dump())
    english.store.notice = ""  # what was told about the last press is not told again
    assert again.read("manage") == english.read("manage")
    again.sensibly()
    assert places(again)["authority"] == "suspended"


def test_whoever_is_told_that_part_of_a_visit_no_longer_fits_is_told_wherever_it_goes_on(desk: Desk) -> None:
    desk.settle()
    press(desk.manage.acts, "suspend")
    dump = desk.store.dump().replace(CONTENT.bank.version, "2020.01")
    cut = dump.removesuffix("]}") + ', ["choose", "gone", {"entry": "gone"}]]}'
    assert desk.store.restore(cut)
    assert desk.say("restored.cut") in desk.read("manage")
    desk.step_on()
    assert desk.say("restored.cut") not in desk.read("manage")
