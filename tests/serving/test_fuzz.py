"""Ten thousand messages that no page would send: the kernel lives or is replaced, and nobody else notices."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tornado.websocket import WebSocketClosedError

from serving.learner import Learner, run_async
from serving.mutations import TYPED, messages
from serving.running import Server

QUICK = """
import sys
from kbguide.hosting import channel
channel._BURST = channel._RATE = 1e9
from kbguide.cli import main
main(["serve", "--no-browser", "--port", sys.argv[1], "--pages-per-address", "100000"])
"""
AT_ONCE = 1000
BATCHES = 10


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real guide, which reads as quickly as it can."""
    with Server(tmp_path_factory.mktemp("guide"), code=QUICK) as server:
        yield server


@settings(max_examples=BATCHES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whatever_comes_over_the_socket_nobody_else_notices_and_nothing_typed_is_logged(
    guide: Server, seed: int
) -> None:
    run_async(attack(guide, random.Random(seed), AT_ONCE))
    told = guide.log.read_text()
    assert TYPED not in told
    assert "Traceback" not in told


async def attack(server: Server, dice: random.Random, count: int) -> None:
    """One page that sends so many messages, beside one that learns."""
    good = await Learner(f"{server.address}en/").open()
    bad = await Learner(f"{server.address}ko/").open()
    for number, raw in enumerate(messages(bad, dice, count)):
        try:
            await bad.write(raw)
        except WebSocketClosedError:  # for one before it that was no message
            await bad.vanish()
            await bad.connect()
        if number % 200 == 0:
            assert await good.is_answered()
    again = await Learner(f"{server.address}ko/", bad.cookies).open()
    assert await again.is_answered()
    for one in (good, bad, again):
        await one.close()
