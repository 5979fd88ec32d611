"""What a database keeps of classes, and that nothing is left of one that has ended."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from classroom.database import Postgres, rows
from kbguide.classroom.room import ClassOrder, Classroom, ClassSeat, Plan, Vote, Wishes
from kbguide.classroom.store import ClassStore, NewerTables, Unwritten
from kbguide.classroom.tables import VERSION, Base, VersionRow

NOW = 1_000_000
ROOM = Classroom(0, "4728", "passcode", b"b" * 32, b"s" * 32, 24, NOW + 100)
SEAT = ClassSeat(4, 1, b"k" * 32, NOW, NOW, "issue/4", {"issue": 4}, frozenset({"call-silent"}), 1, 2, NOW, 3, 2)


def opened(database: str) -> ClassStore:
    store = ClassStore(database, "one")
    store.prepare()
    return store


def kept(store: ClassStore, room: Classroom = ROOM) -> Classroom:
    return replace(room, id=store.begin(room))


def written(room: Classroom) -> Unwritten:
    found = Unwritten()
    found.rooms[room.id] = room
    found.seats[room.id, 4, 1] = SEAT
    found.tallies[room.id, "before/2"] = 3
    return found


def test_what_was_written_is_read_as_it_was(database: str) -> None:
    store = opened(database)
    wishes = Wishes(
        ClassOrder(3, "go", "issue/4"), Vote(2, "link"), Plan("class-90", "call", NOW), "vote", "issue/4", True, 3
    )
    room = replace(kept(store), wishes=wishes)
    store.write(written(room))
    (found,) = store.read(NOW)
    assert (found.room, found.seats, found.tallies) == (room, (SEAT,), Counter({"before/2": 3}))
    store.close()


def test_writing_twice_replaces_seats_and_adds_to_tallies(database: str) -> None:
    store = opened(database)
    room = kept(store)
    store.write(written(room))
    moved = written(room)
    moved.seats[room.id, 4, 1] = replace(SEAT, at="issue/5")
    store.write(moved)
    (found,) = store.read(NOW)
    assert found.seats == (replace(SEAT, at="issue/5"),)
    assert found.tallies == {"before/2": 6}
    store.close()


def test_preparing_again_leaves_everything_as_it_is(database: str) -> None:
    store = opened(database)
    kept(store)
    store.close()
    again = opened(database)
    assert len(again.read(NOW)) == 1
    again.close()


def test_tables_of_a_later_version_are_left_alone(database: str) -> None:
    store = opened(database)
    with store.engine.begin() as db:
        db.execute(text(f"UPDATE {VersionRow.__tablename__} SET version = {VERSION + 1}"))
    with pytest.raises(NewerTables, match=f"version {VERSION + 1}.*knows {VERSION}"):
        store.prepare()
    store.close()


def test_a_class_that_has_ended_is_not_read_and_is_erased_with_all_that_is_its(database: str) -> None:
    store = opened(database)
    room = kept(store)
    other = kept(store, replace(ROOM, name="1111", passcode="other", board=b"c" * 32, screen=b"d" * 32, ends=NOW + 999))
    for one in (room, other):
        store.write(written(one))
    assert rows(database) == 6
    assert [one.room.name for one in store.read(NOW + 100)] == ["1111"]
    store.erase(NOW + 100)
    assert rows(database) == 3
    store.erase(NOW, other.id)
    assert rows(database) == 0
    store.close()


def test_nothing_is_left_in_the_file_of_a_class_that_has_ended(tmp_path: Path) -> None:
    file = tmp_path / "classes.sqlite3"
    store = opened(f"sqlite:///{file}")
    room = kept(store)
    store.write(written(room))
    here = [one.read_bytes() for one in tmp_path.iterdir()]
    assert any(b"call-silent" in one for one in here)
    store.erase(NOW, room.id)
    assert not [one.name for one in tmp_path.iterdir() if b"call-silent" in one.read_bytes()]
    assert not [one.name for one in tmp_path.iterdir() if b"4728" in one.read_bytes()]
    store.close()


def test_what_comes_too_late_for_a_class_that_was_erased_is_dropped(database: str) -> None:
    store = opened(database)
    room = kept(store)
    store.erase(NOW, room.id)
    store.write(written(room))
    assert rows(database) == 0
    store.close()


def test_two_classes_never_have_one_name(database: str) -> None:
    store = opened(database)
    kept(store)
    with pytest.raises(IntegrityError):
        kept(store, replace(ROOM, passcode="other", board=b"c" * 32, screen=b"d" * 32))
    store.close()


def test_a_key_is_never_kept_only_its_hash(database: str) -> None:
    store = opened(database)
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    assert columns == {
        "version", "id", "name", "passcode", "board", "screen", "seats", "ends", "wishes",
        "class_id", "number", "turn", "key", "state", "count",
    }  # fmt: skip
    room = kept(store)
    assert store.find_by("board", ROOM.board) == room.id
    assert store.find_by("board", b"x" * 32) is None
    store.write(written(room))
    assert store.find_by("key", SEAT.key) == room.id
    store.close()


@pytest.mark.parametrize("wrong", ["nonsense", "mysql+nothing://x", "sqlite:/"])
def test_an_address_of_no_database_is_said_in_one_line(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"--database: [^\n]+$"):
        ClassStore(wrong)


def test_a_database_that_does_not_answer_is_given_up_soon() -> None:
    store = ClassStore("postgresql+psycopg://postgres@127.0.0.1:1/none")
    with pytest.raises(Exception, match="refused"):
        store.prepare()
    store.close()


def test_a_slow_statement_does_not_hold_the_thread(postgres: Postgres) -> None:
    store = ClassStore(postgres.new())
    with pytest.raises(Exception, match="statement timeout"), store.engine.begin() as db:
        db.execute(text("SELECT pg_sleep(30)"))
    store.close()


def test_the_name_of_a_table_says_whose_it_is() -> None:
    assert all(name.startswith("kbguide_") for name in Base.metadata.tables)
    assert create_engine("sqlite://").dialect.name == "sqlite"
