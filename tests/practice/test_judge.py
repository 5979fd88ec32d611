"""What was typed, on every field of every screen: right, wrong, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT, EVERYBODY, HOMES, RRNS, at, given_for, mistakes, right_inputs, step, type_in, wrong_inputs
from kbguide.content.procedure import PIN_LIMIT, Field
from kbguide.practice import World, judge

SCREENS = [CONTENT.screens[name] for name in HOMES]
FIELDS = [(screen.id, part) for screen in SCREENS for part in screen.field]
TYPED = [(screen, part) for screen, part in FIELDS if part.kind in ("text", "digits", "secret")]
SUBMITTED = [screen.id for screen in SCREENS if screen.kind in ("form", "pin", "new-pin", "reply")]
KEYPADS = [screen.id for screen in SCREENS if screen.kind == "new-pin"]


def name_of(part: object) -> str | None:
    return part.name if isinstance(part, Field) else None


def outcome(world: World, part: Field, typed: str) -> str:
    return judge(world, right_inputs(world) | {part.name: typed}).values[part.name]


@pytest.mark.parametrize("persona", EVERYBODY)
@pytest.mark.parametrize("screen", SUBMITTED)
def test_what_stands_on_the_card_is_right(screen: str, persona: str) -> None:
    world = at(screen, persona)
    values = judge(world, right_inputs(world)).values
    choices = {part.name for part in world.screen.field if part.kind == "choice"}
    assert {value for name, value in values.items() if name not in choices} <= {"ok"}
    assert {values[name] for name in choices} <= set(right_inputs(world).values())


@pytest.mark.parametrize("persona", EVERYBODY)
@pytest.mark.parametrize(("screen", "part"), FIELDS, ids=name_of)
def test_what_does_not_belong_in_a_field_is_named(screen: str, part: Field, persona: str) -> None:
    world = at(screen, persona)
    for typed, problem in wrong_inputs(world, part):
        assert outcome(world, part, typed) == problem, typed


@pytest.mark.parametrize(("screen", "part"), FIELDS, ids=name_of)
def test_a_wrong_field_is_explained_and_keeps_us_on_the_screen(screen: str, part: Field) -> None:
    world = at(screen)
    for typed, problem in wrong_inputs(world, part):
        if world.screen.kind == "form":
            after = type_in(world, **{part.name: typed})
            assert (after.at, after.problem, after.faults) == (screen, problem, {part.name: problem})


@pytest.mark.parametrize(("screen", "part"), FIELDS, ids=name_of)
def test_a_field_that_was_not_sent_counts_as_empty(screen: str, part: Field) -> None:
    world = at(screen)
    expected = "terms-unticked" if part.kind == "tick" else "field-empty"
    assert judge(world, {}).values[part.name] == expected


def test_fields_that_the_screen_does_not_have_are_ignored() -> None:
    world = at("identity")
    assert judge(world, right_inputs(world) | {"shoe-size": "270"}) == judge(world, right_inputs(world))


@pytest.mark.parametrize(("screen", "part"), [pair for pair in TYPED if pair[1].kind != "text"], ids=name_of)
def test_separators_between_digits_do_not_matter(screen: str, part: Field) -> None:
    world = at(screen)
    right = right_inputs(world)[part.name]
    for typed in (f" {right} ", "-".join(right), ".".join(right), " ".join(right)):
        assert outcome(world, part, typed) == "ok"


@pytest.mark.parametrize(("screen", "part"), [one for one in TYPED if one[1].kind == "text"], ids=name_of)
def test_a_field_says_so_where_capitals_count_and_only_there(screen: str, part: Field) -> None:
    world = at(screen, "taylor")
    right = world.persona.latin if part.expects == "name" else right_inputs(world)[part.name]
    count = outcome(world, part, right.swapcase()) != "ok"
    said = bool(part.hint and "대문자" in part.hint.ko and "Capitals" in part.hint.en)
    assert count == said


def test_a_name_needs_its_spaces_and_capitals() -> None:
    world = at("cloud", "taylor")
    name = next(part for part in world.screen.field if part.name == "name")
    assert outcome(world, name, "TAYLOR SAMPLE") == "ok"
    for typed in ("TAYLORSAMPLE", "SAMPLE TAYLOR", "Taylor Sample", "TAYLOR  SAMPLE"):
        assert outcome(world, name, typed) == "cloud-mismatch"


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_name_may_be_typed_in_latin_letters(persona: str) -> None:
    world = at("cloud", persona)
    name = next(part for part in world.screen.field if part.name == "name")
    assert outcome(world, name, world.persona.latin) == "ok"


@given(seed=st.integers(0, 10**6), persona=st.sampled_from(EVERYBODY))
def test_numbers_made_up_for_any_seed_are_right_when_typed_as_shown(seed: int, persona: str) -> None:
    for screen in ("medium-card", "medium-otp", "text-code"):
        world = at(screen, persona, seed)
        assert set(judge(world, right_inputs(world)).values.values()) == {"ok"}


@pytest.mark.parametrize(("screen", "part"), TYPED, ids=name_of)
@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("900101-1234567", "looks-like-rrn"),
        ("9001011234567", "looks-like-rrn"),
        (" 050331 - 7654321 ", "looks-like-rrn"),
        ("010-2345-6789", "looks-like-phone"),
        ("+82 10 9345 6789", "looks-like-phone"),
        ("4321 8765 4321 8765", "looks-like-account"),
        ("123456-78-901234", "looks-like-account"),
    ],
)
def test_a_number_like_a_real_one_is_refused_in_every_field(screen: str, part: Field, typed: str, problem: str) -> None:
    world = at(screen)
    assert outcome(world, part, typed) == problem
    if world.screen.kind == "form":
        assert type_in(world, **{part.name: typed}).problem == problem


@given(
    number=RRNS,
    around=st.sampled_from(["{}", " {} ", "no. {}", "{}@example.com"]),
    place=st.sampled_from([(screen, name) for screen in SUBMITTED for name in right_inputs(at(screen))]),
)
def test_a_resident_number_is_accepted_nowhere(number: str, around: str, place: tuple[str, str]) -> None:
    screen, name = place
    world = at(screen)
    value = judge(world, right_inputs(world) | {name: around.format(number)}).values[name]
    part = next((part for part in world.screen.field if part.name == name), None)
    assert value in CONTENT.problems
    assert value == "looks-like-rrn" or name == "pin" or (part and part.kind in ("tick", "choice"))


def test_a_wrong_try_with_a_real_looking_number_does_not_count() -> None:
    world = at("account")
    for _ in range(7):
        world = type_in(world, account_password="010-2345-6789")
    assert world.standing.wrong_tries == {}


# -- PIN ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", EVERYBODY)
@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "field-empty"),
        ("28509", "field-length"),
        ("2850944", "field-length"),
        ("28509a", "field-letters"),
        ("000000", "pin-easy"),
        ("777777", "pin-easy"),
        ("123456", "pin-easy"),
        ("456789", "pin-easy"),
        ("987654", "pin-easy"),
        ("394857", "pin-not-practice"),
        ("135790", "pin-not-practice"),
    ],
)
def test_a_pin_that_will_not_do_is_explained(persona: str, typed: str, problem: str) -> None:
    after = type_in(at("new-pin", persona), pin=typed)
    assert (after.problem, after.pin_chosen, after.at) == (problem, False, "new-pin")


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_birthday_is_no_pin(persona: str) -> None:
    world = at("new-pin", persona)
    assert type_in(world, pin=world.persona.values["birth"]).problem == "pin-birth"


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_month_and_day_of_birth_inside_a_pin_is_noticed(persona: str) -> None:
    world = at("new-pin", persona)
    month_and_day = world.persona.values["birth"][2:]
    for typed in (f"9{month_and_day}7", f"{month_and_day}97", f"97{month_and_day}"):
        assert type_in(world, pin=typed).problem == "pin-birth"


def test_a_second_pin_that_differs_starts_both_anew() -> None:
    world = type_in(at("new-pin"))
    assert world.pin_chosen
    after = type_in(world, pin="394857")
    assert (after.problem, after.pin_chosen, after.at) == ("pin-mismatch", False, "new-pin")
    assert type_in(type_in(after)).finished


def test_a_second_pin_that_is_too_short_leaves_the_first() -> None:
    after = type_in(type_in(at("new-pin")), pin="2850")
    assert (after.problem, after.pin_chosen) == ("field-length", True)
    assert type_in(after).finished


@pytest.mark.parametrize("screen", KEYPADS)
def test_only_the_number_to_be_set_here_will_do(screen: str) -> None:
    world = at(screen, given="own")
    values = world.persona.values
    other = values["pin"] if right_inputs(world)["pin"] == values["new-pin"] else values["new-pin"]
    assert type_in(world, pin=other).problem == "pin-not-practice"
    assert type_in(type_in(world)).at != screen


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("", "field-empty"), ("28509", "field-length"), ("28509a", "field-letters")]
    + [(typed, "pin-wrong") for typed in ("000000", "123456", "581332", "609258", "704926")],
)
def test_at_the_present_pin_only_a_wrong_number_of_full_length_is_a_wrong_try(typed: str, problem: str) -> None:
    after = type_in(at("pin-present", given="own"), pin=typed)
    assert (after.problem, after.standing.wrong_tries) == (problem, {PIN_LIMIT: 1} if problem == "pin-wrong" else {})


@pytest.mark.parametrize("screen", SUBMITTED)
def test_every_mistake_can_be_put_right_at_once(screen: str) -> None:
    for after in mistakes(at(screen, given=given_for(screen))):
        if after.screen.kind == "form" and not after.locked and after.at == screen:
            assert step(after, judge(after, right_inputs(after))).at != screen
