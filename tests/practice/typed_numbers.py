"""What somebody may type, and what the guard has to say to it: `numbers.toml`, and numbers in any script."""

import random
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SIGNS = [chr(code) for code in range(sys.maxunicode + 1)]
DIGITS = [[sign for sign in SIGNS if unicodedata.decimal(sign, None) == value] for value in range(10)]
BETWEEN = [sign for sign in SIGNS if unicodedata.category(sign) in ("Zs", "Pd", "Po", "Cf", "Pc")]


@dataclass(frozen=True)
class Number:
    """A string, where it is typed, and what it is taken for."""

    typed: str
    why: str
    problem: str | None = None
    length: int | None = None
    area: bool = False


def read() -> Iterator[Number]:
    file = Path(__file__).with_name("numbers.toml")
    for group in tomllib.loads(file.read_text(encoding="utf-8"))["group"]:
        yield from (Number(**{**group, "typed": typed}) for typed in group["typed"])


NUMBERS = list(read())


def in_any_script(count: int) -> Iterator[str]:
    """Resident numbers, each digit of some script, with anything between them that is no letter."""
    dice = random.Random(17)
    for _ in range(count):
        front = f"{dice.randrange(100):02}{dice.randrange(1, 13):02}{dice.randrange(1, 32):02}"
        number = f"{front}{dice.randrange(1, 9)}{dice.randrange(1, 10**6):06}"
        between = dice.choice([[], BETWEEN])
        yield "".join(
            dice.choice(DIGITS[int(digit)]) + "".join(dice.sample(between, dice.randrange(3)) if between else ())
            for digit in number
        )
