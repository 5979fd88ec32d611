"""The start: where one can go on, and what is kept of the learner. The choices themselves are part of the page."""

from kbguide.views.chapters.finish import BEFORE, confidence
from kbguide.views.kit.guard import guarded
from kbguide.views.kit.html import Html, el, icon
from kbguide.views.kit.view import ReadView, View
from kbguide.views.kit.widgets import Widgets, blank, box, button, set_traits, set_visible

TOLD = ("done.erased", "restored.none")  # the notices that stand beside what is kept


class StartView(ReadView):
    """The way back to what was begun; nothing where nothing was."""

    name = "start"

    def watched(self) -> object:
        return self.store.state

    def read(self) -> Html:
        chapter, told = self.begun()
        if not chapter:
            return Html("")
        words = el("span", el("b", self.say("start.again")), el("small", told))
        return el("a", icon("play"), words, href=f"#{chapter}", cls="kb-pick kb-pick--again")

    def begun(self) -> tuple[str, str]:
        """The chapter in which something was begun and is not finished, and in words where; ("", "") for none."""
        journey = self.store.journey
        if (world := journey.world) and not world.over:
            number = world.procedure.number(world.at)
            name = self.text(world.procedure.step[number - 1].name)
            return "manage" if journey.managing else "practice", self.say("start.step", number=number, name=name)
        readiness = self.store.readiness
        total = len(readiness.findings)
        drilled, _, drills = journey.drilled
        for chapter, done, of in (("check", total - readiness.count("unanswered"), total), ("fraud", drilled, drills)):
            if 0 < done < of:
                return chapter, self.say("start.so-far", chapter=self.say(f"chapter.{chapter}"), done=done, total=of)
        return "", ""


class KeptView(View):
    """How sure somebody feels before anything is practised, and what is kept: in this tab, on this device, or not."""

    name = "kept"

    def build(self) -> Widgets:
        self.kept = blank()
        self.sure = confidence(self, BEFORE)
        self.erase = button(self.say("start.erase"), self.forget)
        self.device = button("", self.turn_device)
        self.page.observe(guarded(self.update), "device")
        return self.sure, self.kept, box(self.device, self.erase, cls="kb-actions", across=True)

    def forget(self) -> None:
        """Erase what was answered and practised, here and in the browser."""
        self.page.device = False
        self.store.reset()
        self.store.notice = "done.erased"

    def turn_device(self) -> None:
        """Keep the place on this device, or in this tab only."""
        self.page.device = not self.page.device

    def watched(self) -> object:
        return super().watched(), self.page.device

    def render(self) -> None:
        said = self.store.journey.answer(BEFORE)
        where = "device" if self.page.device else "tab"
        told = el("p", self.say(f"start.kept-{where}"), cls="kb-soft")
        self.kept.value = self.html(self.notice() if self.store.notice in TOLD else "", told, role="status")
        set_traits(self.device, description=self.say("start.to-tab" if self.page.device else "start.to-device"))
        set_visible(self.erase, self.page.device or not self.store.untouched)
        set_traits(self.sure, picked={"step": said} if said else {})
