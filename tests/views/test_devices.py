"""Which device is in sight, and which one says that it wants attention."""

from views.driving import Desk, press


def badges(desk: Desk) -> dict[str, str]:
    return {button.name: button.here for button in desk.run.switch.buttons if button.here}


def in_sight(desk: Desk) -> str:
    return next(button.name for button in desk.run.switch.buttons if button.pressed == "true")


def test_on_a_pc_channel_nothing_switches_by_itself(desk: Desk) -> None:
    desk.begin_at("ars", "kim")
    assert in_sight(desk) == "window"
    desk.request()
    assert (in_sight(desk), badges(desk)) == ("window", {"phone": desk.say("device.rings")})
    press(desk.run.switch, "phone")
    assert (in_sight(desk), badges(desk)) == ("phone", {})
    desk.phone("answer")
    desk.key(desk.world.code)
    assert (in_sight(desk), badges(desk)) == ("phone", {"window": desk.say("device.turn")})
    press(desk.run.switch, "window")
    desk.window("confirm")
    assert (in_sight(desk), badges(desk)) == ("window", {})


def test_in_the_app_a_call_comes_over_it_hides_it_and_gives_it_back(desk: Desk) -> None:
    desk.begin_at("ars", "lee", "own", channel="app")
    desk.request()
    assert in_sight(desk) == "window"
    assert {"kb-in-hand", "kb-calling"} <= set(desk.run.place._dom_classes)
    desk.phone("answer")
    assert (in_sight(desk), badges(desk)) == ("call", {"window": desk.say("device.number")})
    press(desk.run.switch, "window")
    assert badges(desk) == {"call": desk.say("device.goes-on")}
    press(desk.run.switch, "call")
    desk.key(desk.world.code)
    assert (in_sight(desk), badges(desk)) == ("window", {})


def test_guided_the_device_that_comes_next_is_marked_and_on_ones_own_it_is_not(desk: Desk) -> None:
    for mode, marked in (("guided", ["phone"]), ("own", [])):
        desk.begin_at("ars", "kim", mode)
        desk.request()
        assert [button.name for button in desk.run.switch.buttons if "is-next" in button.look] == marked


def test_what_has_not_come_to_a_part_of_the_telephone_is_not_shown_there(desk: Desk) -> None:
    desk.begin_at("ars", "lee", channel="app")
    desk.request()
    desk.phone("answer")
    press(desk.run.switch, "texts")
    assert desk.say("phone.idle") in desk.run.phone_text.value
    assert desk.run.keys.off
    press(desk.run.switch, "call")
    assert not desk.run.keys.off


def test_leaving_is_asked_once_and_one_may_stay(desk: Desk) -> None:
    desk.begin_at("ars", "kim")
    press(desk.run.bar, "leave")
    assert desk.say("leave.title") in desk.read("practice")
    press(desk.run.leaving.form, "stay")
    assert desk.say("leave.title") not in desk.read("practice")
    assert desk.world.at == "ars"
