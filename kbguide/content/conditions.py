"""Conditions, as `channel=pc` or `certificate=valid|suspended`: what must be so for a screen, a check or an outline."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

FORM = re.compile(r"([^=|\s]+)=([^=|\s]+(?:\|[^=|\s]+)*)")


@dataclass(frozen=True)
class Condition:
    """Of what is known under `key`, one of `values` must be so."""

    key: str
    values: tuple[str, ...]

    @classmethod
    def parse(cls, written: object) -> Self | None:
        """Read `key=value` or `key=value|value`; None for anything else."""
        found = FORM.fullmatch(written) if isinstance(written, str) else None
        return cls(found[1], tuple(found[2].split("|"))) if found else None

    def __str__(self) -> str:
        return f"{self.key}={'|'.join(self.values)}"

    def holds(self, known: Mapping[str, str]) -> bool:
        """Whether it is so."""
        return known.get(self.key) in self.values

    def kept(self, known: Mapping[str, str]) -> str:
        """The value with which it holds: the known one if it is among these, else the first."""
        value = known.get(self.key)
        return value if value in self.values else self.values[0]


@dataclass(frozen=True)
class Possible:
    """Which values each key can have; a condition is in it when it can be so by each of its values."""

    values: Mapping[str, set[str]]

    def __contains__(self, condition: object) -> bool:
        return isinstance(condition, Condition) and set(condition.values) <= self.values.get(condition.key, set())
