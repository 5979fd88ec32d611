"""Numbers that look random and are not: the same source gives the same number, today and after a reload."""

from functools import cache
from hashlib import sha256

TURNS = 60  # drawn from where there are few to choose from: a multiple of their number


def digits(source: str, count: int, length: int) -> str:
    """A number of `length` digits, the first never 0; `count` is how many came before it from this source.

    Two counts in a row never bring the same number. The third of six digits is 5: no month begins so, and no guard
    takes the number for somebody's date of birth.
    """
    bits = sha256(source.encode()).digest()
    start = int.from_bytes(bits[:8], "big")
    stride = int.from_bytes(bits[8:16], "big")
    low = 10 ** (length - 1)
    span = 81 if length == 2 else 9 * low
    value = (start + count * (1 + stride % (span - 1))) % span
    if length == 2 and value:
        value += 1 + (value - 1) // 10  # no 11, 22 …: two like digits hide that they were keyed in the wrong order
    number = str(low + value)
    return number[:2] + "5" + number[3:] if length == 6 else number


def serial(source: str, count: int) -> str:
    """The serial number of a certificate, as it is written; see `digits`."""
    number = digits(source, count, 8)
    return f"{number[:4]}-{number[4:]}"


def draw(source: str, count: int) -> int:
    """Which of so many (at least one) is drawn, counted from 0; the same whenever it is drawn from this source."""
    return int.from_bytes(sha256(source.encode()).digest()[:8], "big") % count


@cache
def card(persona: str, count: int) -> tuple[str, ...]:
    """So many four-digit numbers of a practice security card, which depend on the persona only."""
    source = sha256(f"card/{persona}".encode()).digest()
    stretch = b"".join(sha256(source + bytes([part])).digest() for part in range(4))
    return tuple(f"{int.from_bytes(stretch[2 * i : 2 * i + 2], 'big') % 10000:04}" for i in range(count))
