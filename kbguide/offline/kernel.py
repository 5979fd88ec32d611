"""What stands in for a kernel in the browser: the notebook's cells, and a line to the page instead of a socket.

It runs in Pyodide, in a worker. What goes to the page and what comes from it is JSON; `types.d.ts` beside the scripts
says how it looks there.
"""

import json
import sys
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import comm
from comm.base_comm import BaseComm, CommManager

# modules of ipywidgets that the guide does without: half of what it takes to import the library
_UNUSED = (
    *("interaction", "widget_bool", "widget_color", "widget_controller", "widget_date", "widget_datetime"),
    *("widget_float", "widget_int", "widget_link", "widget_media", "widget_output", "widget_selectioncontainer"),
    *("widget_tagsinput", "widget_templates", "widget_time", "widget_upload"),
)
_FIRST = "guide"  # the name that the notebook gives to the guide


class Line:
    """What is said to the page until it is taken there: widgets that are new to it, and messages to those it knows."""

    def __init__(self) -> None:
        self.opened: dict[str, dict[str, Any]] = {}  # the state of each new widget, by id
        self.said: list[dict[str, Any]] = []

    def say(self, comm_id: str, kind: str, data: Mapping[str, Any]) -> None:
        """Keep it; what changes in a widget that is still new goes into its state."""
        if kind == "comm_open":
            self.opened[comm_id] = dict(data["state"])
        elif kind == "comm_msg" and data.get("method") == "update" and comm_id in self.opened:
            self.opened[comm_id].update(data["state"])
        else:
            self.said.append({"id": comm_id, "kind": kind, "data": data})

    def take(self, **more: Any) -> str:
        """All of it as JSON, with what else there is to say; afterwards there is nothing."""
        said = json.dumps({"opened": self.opened, "said": self.said, **more}, ensure_ascii=False)
        self.opened = {}
        self.said = []
        return said


LINE = Line()
_MANAGER = CommManager()


class PageComm(BaseComm):
    """What a widget speaks through."""

    def publish_msg(self, msg_type: str, data: Any = None, *_: Any, **__: Any) -> None:
        """What else there may be is empty: no widget of the guide sends bytes."""
        LINE.say(self.comm_id, msg_type, data or {})


def prepare() -> None:
    """Be what ipywidgets and anywidget look for: before the first of them is imported, once."""
    comm.create_comm = PageComm
    comm.get_comm_manager = lambda: _MANAGER
    _stand_in("IPython", get_ipython=lambda: None)
    _stand_in("IPython.display", display=print, clear_output=print)
    _stand_in("IPython.core")
    _stand_in("IPython.core.interactiveshell", InteractiveShell=object)
    for name in _UNUSED:
        _stand_in(f"ipywidgets.widgets.{name}", __getattr__=_anything)
    _stand_in("anywidget._version", __version__="0.11.0", _ANYWIDGET_SEMVER_VERSION="~0.11.*")  # else it reads archives
    _stand_in("html.entities", html5={})  # no text here has any, and there are 2,000
    sys.modules["typing_extensions"] = typing  # Python here is new enough
    _stand_in("psygnal", Signal=lambda *_: None)  # for scripts that change while one writes them


def _stand_in(name: str, **members: Any) -> None:
    sys.modules[name] = module = ModuleType(name)
    vars(module).update(members)


def _anything(name: str) -> type:
    """A class by any name, for a module that nobody uses."""
    if name.startswith("__"):
        raise AttributeError(name)
    return object


class Notebook:
    """The code of one notebook and what its cells have made."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.shown: dict[int, str] = {}  # the id of the widget that a cell shows, by its number

    def run(self, code: str) -> str:
        """Run cells that show nothing."""
        exec(code, self.names)  # noqa: S102  the guide's own notebook
        return LINE.take()

    def show(self, number: int, expression: str) -> str:
        """Run a cell that shows a widget: what the page needs to draw it."""
        widget = eval(expression, self.names)  # noqa: S307  as above
        self.shown[number] = widget.model_id
        return LINE.take(shown={number: widget.model_id})

    def show_again(self) -> str:
        """Everything from the beginning, for a new visit: nobody else's numbers, and all widgets as they are then."""
        import ipywidgets

        self.names[_FIRST].store.reset()
        LINE.take()
        state = ipywidgets.Widget.get_manager_state()["state"]
        LINE.opened = {key: one["state"] for key, one in state.items()}
        return LINE.take(shown=self.shown)

    def clear(self) -> None:
        """Forget the guide: one in another language comes in its place."""
        import ipywidgets

        ipywidgets.Widget.close_all()
        LINE.take()
        self.names = {}
        self.shown = {}

    def good_until(self) -> str:
        """The last day on which everything is shown as it is now: after it, a fact is past its date."""
        today = datetime.now(UTC).date()
        content = self.names[_FIRST].store.content
        days = [one.expires for one in content.facts.values() if one.expires >= today]
        return min(days, default=date.max).isoformat()


NOTEBOOK = Notebook()


def hear(message: str) -> str:
    """What the page says to a widget, and what follows from it."""
    said = json.loads(message)
    widget_comm = _MANAGER.get_comm(said["comm_id"])
    if widget_comm:
        header = {"msg_id": ""}
        widget_comm.handle_msg({"content": said, "buffers": [], "metadata": {}, "parent_header": {}, "header": header})
    return LINE.take()
