"""The class beside the guide, on the same server: its addresses, and what the server does for it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbguide.classroom.board_requests import BeginClass, BoardStream, Echo, GetFigures, GiveOrder
from kbguide.classroom.class_pages import ClassDoor, ClassPage
from kbguide.classroom.hall import Hall, Unknowable
from kbguide.classroom.open_class import digest
from kbguide.classroom.page_data import page_data
from kbguide.classroom.places import class_places
from kbguide.classroom.progress import Closed
from kbguide.classroom.requests import ClassLimits, FindClass, GiveFeedback, SpeakFromSeat, TakeSeat
from kbguide.classroom.room import Classroom
from kbguide.classroom.store import ClassStore
from kbguide.classroom.telling import Telling
from kbguide.content.catalogue import Content
from kbguide.content.reader import LANGUAGES

_LANG = f"(?:{'|'.join(LANGUAGES)})"


@dataclass(frozen=True)
class ClassOptions:
    """What the operator wants; `origins` are other sites whose pages may join a class.

    `seats`: one class of so many is opened at once, and its name has four digits; 0: anybody may open one. The key of
    its board is kept in `key_file`, so that a server that is started again after it was killed goes on with it. `front`
    is the address of the guide.
    """

    database: str
    origins: frozenset[str] = frozenset()
    seats: int = 0
    key_file: Path | None = None
    front: str = ""


class ClassAnnex:
    """What `site.server` asks of something that it serves beside the guide."""

    def __init__(self, options: ClassOptions, content: Content, notebooks: Path, server: str) -> None:
        """`server`: a name that no other server on the same database has."""
        places = class_places(content, notebooks)
        self.options = options
        self._store = ClassStore(options.database, server)
        self.hall = Hall(self._store, 4 if options.seats else 6)
        self._closed = Closed.of(content, places)
        self.address = ""
        self.lines: list[str] = []
        self._telling = Telling(content, places, self.hall.clock)
        self._data = {lang: page_data(content, places, lang) for lang in LANGUAGES}

    def rules(self, base: str) -> list[Any]:
        """For visitors, as Tornado reads them; `base` is the path of the front page."""
        shared = {
            "hall": self.hall,
            "closed": self._closed,
            "telling": self._telling,
            "limits": ClassLimits(),
            "origins": self.options.origins,
            "door": f"{base}class",
        }
        api = f"{base}class/"
        requests: dict[str, type] = {
            "find": FindClass,
            "seats": TakeSeat,
            "seat": SpeakFromSeat,
            "feedback": GiveFeedback,
            "board": BoardStream,
            "orders": GiveOrder,
            "counts": GetFigures,
        }
        pages = {"": "join", "/board": "board", "/screen": "screen", "/feedback": "feedback", "/test": "selftest"}
        return [
            (f"{base}class/?", ClassDoor),  # the address to type
            *((rf"{base}({_LANG})/class{name}", ClassPage, self._page(page)) for name, page in pages.items()),
            *((f"{api}{name}", handler, shared) for name, handler in requests.items()),
            *([] if self.options.seats else [(f"{api}open", BeginClass, shared)]),
            (f"{api}echo", Echo),
        ]

    def _page(self, page: str) -> dict[str, Any]:
        return {"template": f"{page}.html.j2", "data": self._data if page in ("board", "screen") else None}

    async def open(self) -> None:
        """Before the first visitor; raises ValueError where a class was to be opened and cannot, and NewerTables."""
        await self.hall.open()
        if self.options.seats:
            await self._begin_or_go_on()

    async def _begin_or_go_on(self) -> None:
        file = self.options.key_file
        key = file.read_text() if file and file.is_file() else ""
        one = await self.hall.find(digest(key), "board") if key else None
        if one is None:
            try:
                one, key = await self.hall.begin(self.options.seats)
            except Unknowable as fault:
                shown = self._store.engine.url.render_as_string()  # which hides the password
                raise ValueError(f"no class can be opened: the database {shown} does not answer") from fault
            if file:
                file.touch(mode=0o600)
                file.write_text(key)
        one.widen(self.options.seats)
        self._tell(one.room, key)

    def _tell(self, room: Classroom, key: str) -> None:
        front = re.sub(f"{_LANG}/$", "", self.options.front)
        lang = self.options.front[len(front) : -1] or LANGUAGES[0]
        self.address = f"{front}class#{room.passcode}"
        self.lines = [
            f"class {room.name}: learners scan the code above, or open {front}class and type {room.name}",
            f"the board, for the teacher alone: {front}{lang}/class/board#{key}",
            "Ctrl-C ends the class and erases it; take its figures from the board before",
        ]

    async def close(self) -> None:
        """A room's class ends with its server; those of a site go on with the next one."""
        if self.options.seats:
            for one in list(self.hall.register.rooms.values()):
                await self.hall.end(one)
            if self.options.key_file:
                self.options.key_file.unlink(missing_ok=True)
        await self.hall.close()
