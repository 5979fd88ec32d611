"""A fraud that comes in the middle of issuing, for real: it is dealt with before anything else."""

from kbguide.practice import Action
from kbguide.views.kit.forms import GO, Message
from kbguide.views.kit.html import el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Widgets, blanks, box, set_traits, set_visible
from kbguide.views.run.drill import DrillHtml
from kbguide.views.run.run_forms import token


class IntrusionView(View):
    """Shown in place of the practice window while the learner has to decide."""

    name = "intrusion"
    acts = False  # it stands inside the run's view

    def build(self) -> Widgets:
        self.drill_html = DrillHtml(self.content, self.lang)
        self.head, self.scene = blanks(2)
        self.form = self.make_form(self.on_form)
        return self.head, box(self.scene, self.form, cls="kb-drill", across=True)

    def on_form(self, message: Message) -> None:
        """What the learner does about it."""
        answer = message.values.get("answer", "")
        world = self.store.world
        if message.kind != "submit" or world is None:
            return
        if answer:
            self.store.do(Action("react", world.at, {"reply": answer}))
        else:
            self.form.fault(answer=self.say("check.pick-one"))

    def render(self) -> None:
        world = self.store.world
        drill = world.intrusion if world else None
        set_visible(self.root, drill is not None)
        if world is None or drill is None:
            self.form.clear()
        elif self.form.token != token(world):
            title = el("h3", self.say("react.title"), tabindex="-1", cls="kb-intrusion-title")
            self.head.value = self.html(title, el("p", self.text(drill.before), cls="kb-lead"))
            self.scene.value = self.html(self.drill_html.scene(drill))
            question = self.drill_html.question(drill, "react.question")
            buttons = (self.button("answer", "next", GO, submit=True),)
            set_traits(self.form, token=token(world), errors={}, fields=(question,), buttons=buttons)
