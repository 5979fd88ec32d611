"""The `kbguide class` command, and what `kbguide serve` is told about classes."""

import argparse
import os
import re
import secrets
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from kbguide.site import command
from kbguide.site.options import HERE, add_options, number

_MOST_SEATS = 500  # learners in one room, whose pages all come from this machine
_USUAL_SEATS = 30


def add_site_options(serve: argparse.ArgumentParser) -> None:
    """For a site that runs all the time."""
    serve.add_argument("--classes", action="store_true", help="teachers may open a class, at /class")
    _add_database(serve)


def add_class_options(parser: argparse.ArgumentParser) -> None:
    """For a room with one class in it."""
    add_options(parser)
    seats = partial(number, most=_MOST_SEATS, name="number of seats")
    parser.add_argument("--seats", type=seats, default=_USUAL_SEATS, metavar="N", help=f"default: {_USUAL_SEATS}")
    parser.add_argument("--here", action="store_true", help="on this machine alone, to try it")
    _add_database(parser)


def _add_database(parser: argparse.ArgumentParser) -> None:
    about = "postgresql+psycopg://… for several servers; default: a file in the runtime folder"
    parser.add_argument("--database", metavar="URL", help=about)
    about = "another site whose pages may join a class here, as https://practice.example"
    parser.add_argument("--class-origin", type=_origin, action="append", default=[], metavar="URL", help=about)


def _origin(text: str) -> str:
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no site, as https://practice.example")
    return text


def serve(options: argparse.Namespace) -> int:
    """`kbguide serve`, with classes beside the guide where they are switched on."""
    if options.classes:
        return command.serve(options, partial(_annex, options, 0))
    if options.database or options.class_origin:
        raise ValueError("--database and --class-origin are for classes; add --classes")
    return command.serve(options)


def hold(options: argparse.Namespace) -> int:
    """`kbguide class`: a room in this network, with a class opened."""
    options.classes = False
    options.learners = options.learners or options.seats
    options.lan = not options.here and options.bind == HERE
    options.no_browser = True
    return command.serve(options, partial(_annex, options, options.seats))


def _annex(options: argparse.Namespace, seats: int, front: str, port: int) -> Any:
    from kbguide.classroom.annex import ClassAnnex, ClassOptions
    from kbguide.content.loader import load

    runtime = _runtime_folder()
    file = runtime / f"kbguide-classes-{port}.sqlite3"
    if not options.database:
        file.touch(mode=0o600)
    wanted = ClassOptions(
        options.database or f"sqlite:///{file}",
        origins=frozenset(options.class_origin),
        seats=seats,
        key_file=runtime / f"kbguide-class-{port}.key",
        front=front,
    )
    return ClassAnnex(wanted, load(), command.notebooks(), secrets.token_hex(8))


def _runtime_folder() -> Path:
    """Jupyter's, for it is the same after a restart; where one cannot write to it, one among the passing files."""
    from jupyter_core.paths import jupyter_runtime_dir

    place = Path(jupyter_runtime_dir())
    with suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.access(place, os.W_OK):
        return place
    place = Path(tempfile.gettempdir()) / f"kbguide-{os.getuid() if hasattr(os, 'getuid') else 'classes'}"
    place.mkdir(mode=0o700, exist_ok=True)
    return place
