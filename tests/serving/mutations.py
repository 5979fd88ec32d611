"""Messages that a page may send, and what becomes of them when somebody changes them: raw bytes for a web socket."""

import json
import random
from collections.abc import Iterator
from typing import Any

from serving.learner import Learner

TYPED = "typed-900101-1234567"  # stands in many messages; no line of a log may show it
ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        -1,
        0,
        1e308,
        2**70,
        "",
        " ",
        "x" * 3000,
        TYPED,
        "\ud800",
        "\x00",
        "<script>",
        "../..",
        "{0}",
        [],
        {},
    ),
    *([[[[]]]], {"a": {"b": [None]}}, [TYPED], {"type": TYPED}, {"method": "update"}),
)


def messages(learner: Learner, dice: random.Random, count: int) -> Iterator[bytes | str]:
    """So many of them; `learner` has opened a page, whose widgets they are for."""
    kept = next((state["state"]["kept"] for state in learner.states.values() if "kept" in state["state"]), "")
    for _ in range(count):
        kind, content, metadata = sent(learner, dice, kept)
        for _ in range(dice.randrange(4)):
            content = changed(content, dice)
        how = dice.randrange(50)
        channel = "control" if how == 0 else "shell"
        _, raw = learner.pack(kind if how != 1 else dice.choice(ODD), plain(content), plain(metadata), channel)
        yield broken(raw, dice) if how == 2 else raw


def sent(learner: Learner, dice: random.Random, kept: str) -> tuple[Any, Any, Any]:
    """Kind, content and metadata of a message that a page has reason to send."""
    model = dice.choice(list(learner.states))
    state = learner.states[model]["state"]
    keys = dice.sample(sorted(state), min(len(state), 3))
    custom = [
        *({"event": "click"}, {"type": "ping"}, {"type": "dress"}, {"type": "restore", "kept": kept}, {"type": "try"}),
        *({"type": "submit", "token": state.get("token", 0), "values": {"a": TYPED}}, {"type": "pressed", "name": "a"}),
        *(
            {"type": "picked", "value": TYPED},
            {"type": "refused", "problems": {"a": "b"}},
            {"type": "keys", "keys": "1"},
        ),
    ]
    contents: list[tuple[str, Any, Any]] = [
        ("comm_msg", {"comm_id": model, "data": {"method": "custom", "content": dice.choice(custom)}}, {}),
        ("comm_msg", {"comm_id": model, "data": {"method": "update", "state": {key: state[key] for key in keys}}}, {}),
        ("comm_msg", {"comm_id": model, "data": {"method": "request_state"}}, {}),
        ("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}}, {"version": "1.0.0"}),
        ("comm_close", {"comm_id": "c", "data": {}}, {}),
        ("comm_info_request", {"target_name": "jupyter.widget"}, {}),
        ("kernel_info_request", {}, {}),
    ]
    return dice.choices(contents, weights=(8, 4, 1, 1, 1, 1, 1))[0]


def changed(value: Any, dice: random.Random) -> Any:
    """The same with one thing in it another one, or gone, or twice."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        key = dice.choice(list(value))
        rest = {name: one for name, one in value.items() if name != key}
        how = dice.randrange(8)
        if how == 0:
            return rest
        if how == 1:
            return {**rest, str(dice.choice(ODD)): value[key]}
        return {**value, key: changed(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.8:
        place = dice.randrange(len(value))
        return [*value[:place], changed(value[place], dice), *value[place:]]
    if isinstance(value, str) and len(value) > 9 and dice.random() < 0.5:
        place = dice.randrange(len(value))
        return value[:place] + dice.choice(("", '"', "9" * 40, TYPED, "]")) + value[place + dice.randrange(4) :]
    return dice.choice(ODD)


def broken(raw: bytes, dice: random.Random) -> bytes | str:
    """Bytes that are no message any more, mostly."""
    place = dice.randrange(len(raw))
    return dice.choice(
        [raw[:place], raw[:place] + dice.randbytes(3) + raw[place + 3 :], raw + raw[:place], dice.randbytes(40), "text"]
    )


def plain(value: Any) -> Any:
    """As JSON would carry it: a lone surrogate is no text."""
    return json.loads(json.dumps(value).replace("\\ud800", "?"))
