"""What the board and the big screen know of the guide, in one language: places, lessons, drills, pictures of steps."""

from collections.abc import Mapping
from typing import Any

from kbguide.classroom.places import ClassPlace
from kbguide.content.catalogue import Content
from kbguide.content.classroom import Feedback
from kbguide.content.procedure import Procedure, Screen
from kbguide.content.reader import Text
from kbguide.content.stages import main_procedure
from kbguide.views.chapters.beside import BesideHtml
from kbguide.views.kit.html import rich

Said = dict[str, Any]


def page_data(content: Content, places: Mapping[str, ClassPlace], lang: str) -> Said:
    """As JSON; texts are plain but for those that hold markup of the content (`say`, `hints`, `protects`)."""
    return {
        "places": [
            {"id": one.id, "name": one.name[lang], "kind": one.kind}
            | ({"procedure": one.procedure} if one.procedure else {})
            for one in places.values()
        ],
        "procedures": [
            {"id": one.id, "name": one.title[lang], "steps": _steps(one, lang)} for one in _practised(content)
        ],
        "remarks": [{"id": one.id, "text": one.text[lang]} for one in content.remarks.values()],
        "feedback": [_question(one, lang) for one in content.feedback.values()],
        "drills": [
            {"id": one.id, "title": one.title[lang], "fraud": not one.genuine} for one in content.drills.values()
        ],
        "problems": {one.id: one.title[lang] for one in content.problems.values()},
        "lessons": _lessons(content, lang),
        "pictures": {
            f"{one.id}/{number}": _picture(content, one, number, lang)
            for one in content.procedures.values() for number in range(1, len(one.step) + 1)
        },
    }  # fmt: skip


def _question(one: Feedback, lang: str) -> Said:
    opinions = [{"id": opinion.id, "text": opinion.text[lang]} for opinion in one.opinion]
    return {"id": one.id, "text": one.text[lang], "opinions": opinions}


def _practised(content: Content) -> list[Procedure]:
    """Issuing first, then the others in the order of the files."""
    main = main_procedure(content)
    return sorted(content.procedures.values(), key=lambda one: one is not main)


def _steps(procedure: Procedure, lang: str) -> list[Said]:
    return [{"id": f"{procedure.id}/{number}", "name": one.name[lang]} for number, one in enumerate(procedure.step, 1)]


def _lessons(content: Content, lang: str) -> list[Said]:
    beside = BesideHtml(content, lang)
    return [
        {
            "id": one.id,
            "name": one.name[lang],
            "minutes": one.minutes,
            "steps": [
                {"id": step.id, "name": step.name[lang], "start": start, "end": end, "say": str(beside.rich(step.say))}
                | ({"where": step.where} if step.where else {})
                for start, end, step in one.timed
            ],
        }
        for one in content.lessons.values()
    ]


def _picture(content: Content, procedure: Procedure, number: int, lang: str) -> Said:
    """What a step looks like: the screen on which most of it happens, and what is pressed there."""
    names = procedure.step[number - 1].screens
    screens = [content.screens[one] for one in names]
    screen = next((one for one in screens if one.kind not in ("menu", "decide")), screens[0])
    return {
        "title": _for_all(content, screen.title, lang),
        "hints": [str(rich(_for_all(content, text, lang))) for text in screen.hint],
        "protects": str(rich(_for_all(content, screen.protects, lang))) if screen.protects else "",
        "icon": _ICONS.get(screen.kind, "screen"),
        "press": _pressed(screen, procedure, lang),
    }


def _pressed(screen: Screen, procedure: Procedure, lang: str) -> str:
    """The label of the way on, where a menu has it."""
    return next((one.label[lang] for one in screen.entry if procedure.leads_on(one)), "")


class _Open(dict[str, str]):
    """Fills the {places} of a text that only one learner's practice world knows with circles, as on a specimen."""

    def __missing__(self, _: str) -> str:
        return "\u25cb\u25cb"


def _for_all(content: Content, text: Text, lang: str) -> str:
    bank = content.bank
    known = {"bank": bank.name[lang], "issuer": bank.issuer[lang], "screen": content.words["screen.pc"][lang]}
    return text[lang].format_map(_Open(known))


_ICONS = {"menu": "list", "decide": "ask", "call": "phone", "reply": "app", "approve": "app", "pin": "shield",
          "new-pin": "shield", "done": "check", "form": "screen"}  # fmt: skip
