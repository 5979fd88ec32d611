"""What the person at the laptop is told: what the machine carries, the address and its QR code, a line a minute."""

import io
import sys
from collections.abc import Callable

import segno
from tornado.ioloop import PeriodicCallback

from kbguide.hosting.machine import address_in_the_room, carries, raise_file_limit
from kbguide.hosting.metrics import summary_line
from kbguide.hosting.seats import Room

_MINUTE = 60_000  # ms


def own_address(*, lan: bool) -> str:
    """The address of this machine; raises ValueError when others are to find it and there is no network."""
    found = address_in_the_room() if lan else "127.0.0.1"
    if found is None:
        raise ValueError("this machine is in no network; join the Wi-Fi of the room, or leave --lan out")
    return found


def capacity(learners: int) -> str:
    """What the machine can carry, and whether that is enough."""
    most, why = carries(raise_file_limit())
    enough = "" if learners <= most else f"; for {learners} it may be slow, and the last may wait long"
    return f"this machine can carry about {most} learners at once ({why}){enough}"


def qr_code(text: str) -> str:
    """A QR code for a terminal, as small as its letters allow; drawn with colours where they allow nothing."""
    out = io.StringIO()
    code = segno.make(text, micro=False)
    code.terminal(out, border=2, compact=True)
    try:
        out.getvalue().encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        out = io.StringIO()
        code.terminal(out, border=2)
    return out.getvalue()


def report_each_minute(room: Room, tell: Callable[[str], None]) -> None:
    """Tell how many there are, from now on."""
    PeriodicCallback(lambda: tell(summary_line(len(room.seats), len(room.opening))), _MINUTE).start()
