"""Leaving a run: asked once, with what becomes of it. The place is kept unless the run is ended."""

from kbguide.practice import LEAVE, Action
from kbguide.views.kit.forms import GO, Message
from kbguide.views.kit.html import el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Widgets, blanks, set_traits, set_visible
from kbguide.views.run.devices import moment


class LeavingView(View):
    """Shown over the practice world after "leave", until one goes on, goes elsewhere, or ends the run."""

    name = "leaving"
    acts = False  # it stands inside the run's view

    def build(self) -> Widgets:
        self.asked_at: tuple[str, ...] = ()
        self.text_html, self.link_html = blanks(2)
        self.form = self.make_form(self.on_form)
        return self.text_html, self.form, self.link_html

    def ask(self) -> None:
        """Ask whether to leave."""
        world = self.store.world
        self.asked_at = moment(world) if world else ()
        self.render()
        self.focus(".kb-ask-title")

    def end(self) -> None:
        """End this run. What was tried so far is kept."""
        self.store.do(Action(LEAVE))
        self.page.focus_on(".kb-setup-title, .kb-board-title")

    def on_form(self, message: Message) -> None:
        """To go on after all, or to end this run."""
        self.asked_at = ()
        self.render()
        if message.pressed("end"):
            self.end()
        else:
            self.page.focus_on(".kb-root-run .kb-step-title")

    def render(self) -> None:
        world = self.store.world
        asking = world is not None and not world.over and moment(world) == self.asked_at
        set_visible(self.root, asking)
        if world is None or not asking:
            return
        title = el("h3", self.say("leave.title"), tabindex="-1", cls="kb-ask-title")
        text = el("p", self.say("leave.text", number=world.procedure.number(world.at)))
        first = el("a", self.say("leave.first"), href="#start", cls="kb-go kb-only-page")
        self.text_html.value = self.html(el("div", title, text, cls="kb-stack-small kb-ask"))
        self.link_html.value = self.html(el("p", first))
        choices = self.button("stay", "practice.on", GO), self.button("end", "leave.end")
        set_traits(self.form, token=" ".join(self.asked_at), buttons=choices)
