"""Run by `walk.mjs` where the guide runs in a browser: everything that can be practised, with all that shows it.

Every part of the guide is there, so that each action changes what it shows. A fault ends this.
"""

import json
import sys

sys.path.insert(0, "/guide")
from kbguide.offline import kernel

kernel.prepare()
plan = json.loads(given)  # type: ignore[name-defined]  # noqa: F821  walk.mjs gives it
for code in plan["code"]:
    kernel.NOTEBOOK.run(code)
for number, expression in plan["shown"].items():
    kernel.NOTEBOOK.show(int(number), expression)

from ipywidgets.widgets.widget import _instances  # noqa: E402

from kbguide.practice import Action  # noqa: E402
from kbguide.views.kit.guard import FAULTS, guarded  # noqa: E402

FAULTS.strict = True
store = kernel.NOTEBOOK.names["guide"].store
ends = []
for way in plan["ways"]:
    store.reset(plan["seed"])
    for action in way:
        store.do(Action(*action))
        kernel.LINE.take()
    ends.append([len(store.state.actions), store.world.at])
store.reset(plan["seed"])
for question, answer in plan["answers"]:
    store.answer(question, answer)
store.restore(store.dump())
pressed = 0
for widget in list(_instances.values()):
    for button in list(getattr(widget, "buttons", ())) if not getattr(widget, "off", False) else ():
        for kind in ("press", "submit"):
            widget._handle_custom_msg({"type": kind, "token": widget.token, "name": button.name, "values": {}}, [])
            pressed += bool(kernel.LINE.take())
FAULTS.strict = False
guarded(lambda: 1 / 0)()  # a fault is logged and told, and no other one is met on the way
print(json.dumps({"ends": ends, "pressed": pressed, "modules": len(sys.modules)}))  # noqa: T201
