"""A fraud that comes in the middle of issuing, for real: it is dealt with before anything else."""

from __future__ import annotations

from typing import Any

from kbguide.practice import Action
from kbguide.store import Store
from kbguide.views.kit.html import el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, set_traits, set_visible, values_of
from kbguide.views.run.drill import Scene
from kbguide.views.run.run_forms import Inputs
from kbguide.views.run.setup_forms import GO


class IntrusionView(View):
    """Shown in place of the practice window while the learner has to decide."""

    name = "intrusion"
    acts = False  # it stands inside the run's view

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.scenes, self.inputs = Scene(self.content, lang), Inputs(self.content, lang)
        self.head, self.scene = blank(), blank()
        self.form = Form(lang=lang, summary=self.say("form.summary"))
        self.form.listen(self.reacted)
        self.mount(self.head, box(self.scene, self.form, cls="kb-drill", across=True))

    def reacted(self, kind: str, message: dict[str, Any]) -> None:
        """What the learner does about it."""
        answer, world = values_of(message).get("answer", ""), self.store.world
        if kind != "submit" or world is None:
            return
        if answer:
            self.store.do(Action("react", world.at, {"reply": answer}))
        else:
            set_traits(self.form, errors={"answer": self.say("check.pick-one")}, tries=self.form.tries + 1)

    def render(self) -> None:
        world = self.store.world
        drill = world.intrusion if world else None
        set_visible(self.root, drill is not None)
        if world is None or drill is None:
            self.form.clear()
        elif self.form.token != self.inputs.token(world):
            title = el("h3", self.say("react.title"), tabindex="-1", cls="kb-intrusion-title")
            self.head.value = self.html(title, el("p", self.text(drill.before), cls="kb-lead"))
            self.scene.value = self.html(self.scenes.scene(drill))
            buttons = [self.inputs.press("answer", self.say("next"), GO, submit=True)]
            fields = [self.scenes.field(drill, "react.question")]
            set_traits(self.form, token=self.inputs.token(world), errors={}, fields=fields, buttons=buttons)
