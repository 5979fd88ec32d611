"""Classes in a database, SQLite or PostgreSQL. Every call may block; `hall` makes them in a thread of their own."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from kbguide.classroom.room import ClassOrder, Classroom, ClassSeat, Plan, Vote, Wishes
from kbguide.classroom.tables import VERSION, Base, ClassRow, SeatRow, TallyRow, VersionRow

CHANNEL = "kbguide_class"  # PostgreSQL's, on which servers tell each other what has changed
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=3000", "secure_delete=ON")
_PATIENCE = {"connect_timeout": 3, "options": "-c statement_timeout=4000"}  # seconds, and ms: a thread does not hang


class NewerTables(ValueError):
    """The database was made by a later version of kbguide."""


@dataclass
class Unwritten:
    """What has changed since the last writing: classes whose wishes have, seats, and how much tallies have grown."""

    rooms: dict[int, Classroom] = field(default_factory=dict)
    seats: dict[tuple[int, int, int], ClassSeat] = field(default_factory=dict)  # by class, number and turn
    tallies: Counter[tuple[int, str]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.rooms or self.seats or self.tallies)

    def before(self, newer: "Unwritten") -> "Unwritten":
        """What could not be written, together with what has changed since."""
        return Unwritten(self.rooms | newer.rooms, self.seats | newer.seats, self.tallies + newer.tallies)

    def without(self, class_id: int) -> "Unwritten":
        """What is left to write when a class is over."""
        return Unwritten(
            {one: room for one, room in self.rooms.items() if one != class_id},
            {one: seat for one, seat in self.seats.items() if one[0] != class_id},
            Counter({one: count for one, count in self.tallies.items() if one[0] != class_id}),
        )


@dataclass(frozen=True)
class Kept:
    """A class as the database has it."""

    room: Classroom
    seats: tuple[ClassSeat, ...]
    tallies: Counter[str]


class ClassStore:
    """Reads and writes classes; `server` is the name under which this server tells the others."""

    def __init__(self, url: str, server: str = "") -> None:
        """Prepares only; the first call connects. Raises ValueError for what is no address of a database."""
        self.server = server
        self.is_shared = url.startswith("postgresql")
        try:
            self.engine: Engine = create_engine(
                url, pool_pre_ping=self.is_shared, connect_args=_PATIENCE if self.is_shared else {}
            )
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
            raise ValueError(f"--database: {str(fault).splitlines()[0]}") from fault
        if not self.is_shared:
            event.listen(self.engine, "connect", _set_pragmas)

    def prepare(self) -> None:
        """Make the tables where there are none; raises NewerTables for those of a later version."""
        Base.metadata.create_all(self.engine)
        with self.engine.begin() as db:
            found = db.scalar(select(VersionRow.version))
            if found is None:
                db.execute(insert(VersionRow).values(version=VERSION))
            elif found > VERSION:
                raise NewerTables(f"the database has tables of version {found}, and this kbguide knows {VERSION}")

    def begin(self, room: Classroom) -> int:
        """Keep a new class; its id. Raises IntegrityError if its name is taken."""
        with self.engine.begin() as db:
            row = {name: value for name, value in _row_of(room).items() if name != "id"}
            return int(db.execute(insert(ClassRow).values(row).returning(ClassRow.id)).scalar_one())

    def read(self, now: float, ids: Collection[int] | None = None) -> list[Kept]:
        """Classes that have not ended, all or some of them."""
        wanted = select(ClassRow).where(ClassRow.ends > now)
        if ids is not None:
            wanted = wanted.where(ClassRow.id.in_(ids))
        with self.engine.begin() as db:
            rows = db.execute(wanted).mappings().all()
            return [_kept(db, dict(row)) for row in rows]

    def find_by(self, column: str, value: Any) -> int | None:
        """The id of the class that has this name, passcode or hash of a key."""
        with self.engine.begin() as db:
            if column == "key":
                return db.scalar(select(SeatRow.class_id).where(SeatRow.key == value))
            return db.scalar(select(ClassRow.id).where(getattr(ClassRow, column) == value))

    def write(self, changed: Unwritten) -> None:
        """All of it, or nothing."""
        with self.engine.begin() as db:
            for room in changed.rooms.values():
                changing = {name: _row_of(room)[name] for name in ("seats", "wishes")}
                db.execute(update(ClassRow).where(ClassRow.id == room.id).values(changing))
            there = set(db.scalars(select(ClassRow.id).where(ClassRow.id.in_(_classes(changed)))))
            seats = [_seat_row(place[0], seat) for place, seat in changed.seats.items() if place[0] in there]
            tallies = [
                {"class_id": room, "name": name, "count": count}
                for (room, name), count in changed.tallies.items() if room in there
            ]  # fmt: skip
            self._put(db, SeatRow, seats, ("key", "state"))
            self._put(db, TallyRow, tallies, ("count",))
            self._notify(db, _classes(changed))

    def erase(self, now: float, class_id: int = 0) -> None:
        """All of the classes that have ended, and of this one."""
        with self.engine.begin() as db:
            ended = list(db.scalars(select(ClassRow.id).where((ClassRow.ends <= now) | (ClassRow.id == class_id))))
            if not ended:
                return
            for table in (SeatRow, TallyRow):
                db.execute(delete(table).where(table.class_id.in_(ended)))
            db.execute(delete(ClassRow).where(ClassRow.id.in_(ended)))
            self._notify(db, ended)
        if not self.is_shared:
            with self.engine.connect() as db:  # else what was erased would stand in the log beside the file
                db.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _put(self, db: Connection, table: type[Base], rows: list[dict[str, Any]], changing: Iterable[str]) -> None:
        """Insert or replace; a tally is added to what there is."""
        if not rows:
            return
        make: Any = (postgresql if self.is_shared else sqlite).insert(table)
        adds = table is TallyRow
        values = {one: (getattr(table, one) + make.excluded[one]) if adds else make.excluded[one] for one in changing}
        keys = [column.name for column in table.__table__.primary_key]
        db.execute(make.on_conflict_do_update(index_elements=keys, set_=values), rows)

    def _notify(self, db: Connection, rooms: Collection[int]) -> None:
        """Tell the other servers which classes to read anew."""
        for room in rooms if self.is_shared else ():
            told = {"channel": CHANNEL, "line": f"{self.server}:{room}"}
            db.execute(text("SELECT pg_notify(:channel, :line)"), told)

    def close(self) -> None:
        self.engine.dispose()


def _set_pragmas(connection: Any, _: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _classes(changed: Unwritten) -> set[int]:
    return {*changed.rooms, *(one for one, _, _ in changed.seats), *(one for one, _ in changed.tallies)}


def _kept(db: Connection, row: dict[str, Any]) -> Kept:
    room = room_of(row)
    seats = db.execute(select(SeatRow).where(SeatRow.class_id == room.id)).mappings()
    tallies = db.execute(select(TallyRow.name, TallyRow.count).where(TallyRow.class_id == room.id))
    counted = Counter({str(name): int(count) for name, count in tallies})
    return Kept(room, tuple(seat_of(dict(one)) for one in seats), counted)


def _row_of(room: Classroom) -> dict[str, Any]:
    return {**vars(room), "wishes": json.dumps(asdict(room.wishes))}


def room_of(row: dict[str, Any]) -> Classroom:
    """A class from its row."""
    wishes = json.loads(row["wishes"])
    made = {name: wishes[name] and kind(**wishes[name]) for name, kind in _PARTS.items()}
    return Classroom(**{**row, "wishes": Wishes(**{**wishes, **made})})


def _seat_row(class_id: int, seat: ClassSeat) -> dict[str, Any]:
    state = {name: value for name, value in vars(seat).items() if name not in ("number", "turn", "key")}
    state |= {"problems": sorted(seat.problems), "told": sorted(seat.told)}
    return {
        "class_id": class_id, "number": seat.number, "turn": seat.turn, "key": seat.key, "state": json.dumps(state)
    }  # fmt: skip


def seat_of(row: dict[str, Any]) -> ClassSeat:
    """A seat from its row."""
    state = json.loads(row["state"])
    state |= {"problems": frozenset(state["problems"]), "told": frozenset(state["told"])}
    return ClassSeat(number=row["number"], turn=row["turn"], key=row["key"], **state)


_PARTS = {"order": ClassOrder, "vote": Vote, "plan": Plan}
