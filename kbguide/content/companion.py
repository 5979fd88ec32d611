"""For somebody in front of the real bank: the real procedures step by step, and problems in words for real life."""

from dataclasses import dataclass

from kbguide.content.reader import Text
from kbguide.content.references import FactId, ProblemId, ProcedureId, ScreenId


@dataclass(frozen=True)
class CompanionStep:
    """One step: what one sees, what to do, and what nobody may ask. What goes wrong on `screen` goes wrong here."""

    name: Text
    screen: ScreenId
    see: Text
    do: tuple[Text, ...]
    never: Text
    facts: tuple[FactId, ...]
    paper: Text | None = None  # the step in a line or two, for the sheet of paper


@dataclass(frozen=True)
class Companion:
    """One real procedure, as far as it is known, to lie beside the bank; `ready` comes before it, `done` after it."""

    id: str
    procedure: ProcedureId  # by which it is practised; the steps of the first companion's are those one can be stuck at
    name: Text
    about: Text
    ready: tuple[Text, ...]
    step: tuple[CompanionStep, ...]
    done: tuple[Text, ...]
    facts: tuple[FactId, ...]

    @property
    def on_paper(self) -> bool:
        """Whether there is a sheet of paper for it."""
        return all(step.paper for step in self.step)


@dataclass(frozen=True)
class RealWords:
    """A problem in words for the real bank, where its own speak of practice; `also` are screens where it is met too."""

    id: ProblemId
    what: Text | None = None
    do: Text | None = None
    ask: Text | None = None
    also: tuple[ScreenId, ...] = ()
