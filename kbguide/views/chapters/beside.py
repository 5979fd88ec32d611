"""Beside the real bank: what its pages are given, for templates that need no kernel."""

from functools import cached_property
from itertools import chain

from kbguide.content.bank import Problem
from kbguide.content.companion import Companion, CompanionStep
from kbguide.content.reader import Text
from kbguide.content.stages import main_procedure, stage_of, stages
from kbguide.views.kit.html import Html, bar, rich
from kbguide.views.kit.words import Words


class BesideHtml(Words):
    """In one language: the procedures, what can go wrong at each stage, and where each thing comes from."""

    @property
    def companions(self) -> list[tuple[str, str, Html]]:
        """Id, name and meaning of each procedure."""
        return [(one.id, self.text(one.name), self.rich(one.about)) for one in self.content.companions.values()]

    @cached_property
    def stages(self) -> list[tuple[str, str, list[Problem]]]:
        """Id, name (of those that are steps) and problems of each stage."""
        names = {str(number): self.text(step.name) for number, step in enumerate(main_procedure(self.content).step, 1)}
        return [(stage, names.get(stage, ""), problems) for stage, problems in stages(self.content).items()]

    def stage(self, step: CompanionStep) -> str:
        """The stage whose problems belong to a step."""
        return stage_of(self.content, step.screen)

    def checked(self, companion: Companion) -> str:
        """The day on which the oldest of its facts was looked at."""
        names = chain(companion.facts, *(step.facts for step in companion.step))
        return self.day(min(self.content.facts[name].checked for name in names))

    def often(self, problem: Problem) -> str:
        """How common it is."""
        return self.say(f"often.{problem.often}")

    def rich(self, text: Text) -> Html:
        """A text with its bold words."""
        return rich(self.text(text))

    @staticmethod
    def bar(number: int, total: int) -> Html:
        """How far one is, as a row of boxes."""
        return bar(number - 1, True, total)
