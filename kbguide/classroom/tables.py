"""The tables of the classes, for SQLite and PostgreSQL alike. No row says who anybody is, from where, or with what."""

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

VERSION = 1  # of these tables; a database with a higher one is left alone


class Base(DeclarativeBase):
    """What SQLAlchemy wants all tables to come from."""


class VersionRow(Base):
    """With which version of the tables the database was made."""

    __tablename__ = "kbguide_version"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ClassRow(Base):
    """A class. Times are whole seconds since 1970; `wishes` is JSON."""

    __tablename__ = "kbguide_class"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(8), unique=True)
    passcode: Mapped[str] = mapped_column(String(32), unique=True)
    board: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    screen: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    seats: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(BigInteger, index=True)
    wishes: Mapped[str] = mapped_column(String(4000), default="{}")


class SeatRow(Base):
    """A seat, once for each who has sat there; `state` is JSON, see `store.seat_of`."""

    __tablename__ = "kbguide_seat"
    class_id: Mapped[int] = mapped_column(ForeignKey("kbguide_class.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    turn: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    state: Mapped[str] = mapped_column(String(8000))


class TallyRow(Base):
    """How often something was said, without who has said it."""

    __tablename__ = "kbguide_tally"
    class_id: Mapped[int] = mapped_column(ForeignKey("kbguide_class.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
