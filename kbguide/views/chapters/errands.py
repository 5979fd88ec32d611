"""The errands as they are drawn: on the screen a card each; what a browser prints of them is one sheet of paper."""

from kbguide.content.checklist import Fix
from kbguide.readiness import Errand, Readiness
from kbguide.store import Store
from kbguide.views.kit.html import Html, el, icon, tag
from kbguide.views.kit.words import Words

ROOM = "kb-paper kb-room"  # to write in
MANY = 3  # tasks: more of one errand stand side by side on paper


class ErrandsHtml(Words):
    """Writes them in one language. What only paper shows stands in the page, too, and is hidden there.

    What a full sheet does without (see `.kb-spare` in the style sheet) goes by itself: room to write in, then what is
    said of each task, then the notes.
    """

    def count(self, readiness: Readiness) -> str:
        """How many calls and visits there are; where there is none, what else there is."""
        places = [self.content.places[one.place] for one in readiness.errands]
        return ", ".join(self.text(one.once) for one in [one for one in places if one.trip or one.dial] or places)

    def print_button(self) -> Html:
        """Prints the sheet."""
        look = "jupyter-button kb-button kb-button--primary"
        return el("p", el("button", self.say("sheet.print"), cls=look, type="button", data_kb_print="yes"))

    def other_sheet(self) -> Html:
        """The way to the sheet that lies beside the bank."""
        return el("p", el("a", self.say("sheet.home"), cls="kb-go", href="paper"))

    def sheet(self, store: Store) -> Html:
        """All errands in their order."""
        readiness = store.readiness
        goal = el("small", self.text(readiness.goal.name)) if readiness.plan else ""
        head = el("h2", self.say("sheet.title"), " ", goal, cls="kb-paper")
        cards = (self.errand(number, errand, store) for number, errand in enumerate(readiness.plan, 1))
        listed = el("ol", *cards, cls="kb-errands", role="list") if readiness.plan else ""
        room = "" if any(map(asks, readiness.plan)) else spare("p", self.say("sheet.notes"), ROOM)
        day = min(self.content.facts[name].checked for item in self.content.items.values() for name in item.facts)
        rule = el("p", self.say("sheet.rule"), cls="kb-paper kb-rule")
        foot = el("p", self.say("sheet.foot", day=self.day(day)), cls="kb-paper")
        return el("section", head, listed, room, rule, foot, cls="kb-sheet")

    def errand(self, number: int, errand: Errand, store: Store) -> Html:
        """One card: the place, how long it takes, what to bring, what to do and to ask there."""
        place = self.content.places[errand.place]
        name = capital(self.text(place.once if errand.tasks else errand.title))
        told = filter(None, [self.text(errand.dial), self.say("result.about", minutes=errand.minutes)])
        head = el("h3", icon(place.icon), el("span", f"{number}. {name} "), el("small", " · ".join(told)))
        things = el("ul", *(el("li", self.text(thing), cls="kb-square") for thing in errand.bring))
        bring = el("div", el("b", self.say("result.bring")), things, cls="kb-bring") if errand.bring else ""
        notes = (spare("p", self.text(note)) for note in errand.notes)
        room = spare("p", self.say("sheet.heard"), ROOM) if asks(errand) else ""
        groups = (self.tasks(errand, certain) for certain in (True, False))
        look = "kb-errand kb-errand--many" if len(errand.tasks) > MANY else "kb-errand"
        return el("li", head, bring, *groups, *notes, room, self.rehearsed(errand, store), cls=look)

    def tasks(self, errand: Errand, certain: bool) -> Html:
        """What is to be done there, or to be found out; questions as they can be read aloud."""
        fixes = [task.fix for task in errand.tasks if task.certain == certain]
        key = "do" if certain else "find"
        if any(fix.question for fix in fixes):
            key = "ask"
        label = el("b", self.say(f"result.{key}"), cls="kb-no-print")
        return el("div", label, el("ul", *map(self.task, fixes), cls="kb-list kb-todo")) if fixes else Html("")

    def task(self, fix: Fix) -> Html:
        """One thing to do or to ask."""
        said = el("q", self.text(fix.question)) if fix.question else el("strong", self.text(fix.title))
        return el("li", el("span", said, cls="kb-square"), " ", spare("span", self.text(fix.text)))

    def rehearsed(self, errand: Errand, store: Store) -> Html:
        """Which scenarios for this errand's problems the learner has played."""
        answers = (store.readiness.answer(task.item) for task in errand.tasks)
        ahead = {name for answer in answers if answer for name in answer.problems}
        finished = (self.content.scenarios[name] for name in store.journey.finished)
        names = ", ".join(self.text(one.title) for one in finished if ahead.intersection(one.problems))
        return tag("ready", self.say("result.rehearsed", titles=names)) if names else Html("")


def spare(name: str, said: str, look: str = "kb-soft") -> Html:
    """What a sheet does without when it is full."""
    return el(name, el("span", said), cls=f"kb-spare {look}")


def asks(errand: Errand) -> bool:
    """Whether something is to be asked there."""
    return any(task.fix.question for task in errand.tasks)


def capital(said: str) -> str:
    """With a capital letter."""
    return said[:1].upper() + said[1:]
