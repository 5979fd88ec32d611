"""The `kbguide` command. Exit status: 0 fine, 1 it cannot be done, 2 the command is not understood."""

import argparse
import errno
import os
import re
import socket
import sys
import webbrowser
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from kbguide.content.location import folder
from kbguide.content.reader import LANGUAGES

_USUAL_PORT = 8866
_TRIES = 50
_USUAL_LEARNERS = 30
_MOST_LEARNERS = 500


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; `kbguide` alone, or with options only, is `kbguide serve`."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help", "--version")):
        words.insert(0, "serve")
    options = _parser().parse_args(words)
    try:
        status: int = options.run(options)
    except (FileNotFoundError, ValueError, _Taken) as fault:
        status = _fault(str(fault))
    return status


def _fault(line: str, status: int = 1) -> int:
    print(f"kbguide: {' '.join(line.split())}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="kbguide", description="A guide to the Korean financial certificate, to read and to practise."
    )
    parser.add_argument("--version", action="version", version=f"kbguide {version('kbguide')}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    _serve_parser(commands)
    check = commands.add_parser("check", help="check the content")
    check.add_argument("folder", nargs="?", type=Path, help="default: the guide's own content")
    check.add_argument("--strict", action="store_true", help="a fact past its date counts as a fault, too")
    check.set_defaults(run=_check)

    draw = commands.add_parser("map", help="print a procedure as a Mermaid graph")
    draw.add_argument("procedure", help="id of a procedure, as issue")
    draw.add_argument("--lang", choices=LANGUAGES, default="ko", help="language of the labels")
    draw.set_defaults(run=_map)

    lab = commands.add_parser("lab", help="open the guide's notebook in JupyterLab")
    lab.add_argument("--lang", choices=LANGUAGES, default="ko", help="language of the notebook")
    lab.set_defaults(run=_lab)
    return parser


def _serve_parser(commands: Any) -> None:
    serve = commands.add_parser("serve", help="open the guide in a browser (the default)")
    serve.add_argument("--lang", choices=LANGUAGES, help="open the guide in this language; default: the page that asks")
    serve.add_argument("--port", type=_port, help=f"default: {_USUAL_PORT}, or the next one that is free")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    serve.add_argument("--learners", type=_learners, metavar="N", help=f"seats in the room; default: {_USUAL_LEARNERS}")
    serve.add_argument("--lan", action="store_true", help="let others in this network in, and show them where")
    serve.add_argument("--base-url", type=_path, default="/", metavar="PATH", help="where a proxy has put the guide")
    serve.add_argument("--metrics-port", type=_port, metavar="N", help="figures for Prometheus, on this machine only")
    serve.set_defaults(run=_serve)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def _learners(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_LEARNERS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of learners (1 to {_MOST_LEARNERS})")
    return int(text)


def _path(text: str) -> str:
    if not re.fullmatch(r"/?([\w-]+/?)*", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no path, as /guide/")
    return f"/{text.strip('/')}/".replace("//", "/")


class _Taken(Exception):
    """No port to listen on; the words are for the operator."""


def _bind(wanted: int | None, host: str = "127.0.0.1") -> socket.socket:
    ports = [wanted] if wanted else range(_USUAL_PORT, _USUAL_PORT + _TRIES)
    for port in ports:
        try:
            return socket.create_server((host, port), backlog=128)
        except OSError as fault:
            if wanted and fault.errno != errno.EADDRINUSE:
                raise _Taken(f"cannot listen on port {port}: {fault.strerror}") from fault
    raise _Taken(f"port {ports[0]} is in use; choose another with --port")


def _notebooks() -> Path:
    place = folder("notebooks")
    for language in LANGUAGES:
        if not (place / language / "guide.ipynb").is_file():
            raise FileNotFoundError(f"no {language}/guide.ipynb in {place}")
    return place


def _serve(options: argparse.Namespace) -> int:
    notebooks, data = _notebooks(), folder("data")
    faults = _faults(None)
    if faults:
        raise ValueError(f"{faults[0]} (kbguide check names every fault)")

    from kbguide.hosting import console as host

    name = host.name(lan=options.lan)
    door = _bind(options.port, "" if options.lan else name)
    figures = _bind(options.metrics_port) if options.metrics_port else None

    from kbguide.hosting.fork_client import Warm

    warm = Warm.begin()  # while it warms up, this process imports what follows

    from kbguide.site.server import GuideServer, Hosting

    hosting = Hosting(options.learners or _USUAL_LEARNERS, options.base_url, options.lan, figures)
    guide = GuideServer(notebooks, data, door, hosting, warm)
    address = f"http://{name}:{door.getsockname()[1]}{options.base_url}"
    guide.when_ready = lambda: _welcome(options, guide.kernel_manager, address)
    if _for_a_class(options):
        _tell(host.strength(hosting.learners))
        _tell("warming up")
    guide.initialize([])
    guide.start()
    _tell("stopped; every open page says so")
    return 0


def _for_a_class(options: argparse.Namespace) -> bool:
    return options.lan or options.learners is not None


def _welcome(options: argparse.Namespace, room: Any, address: str) -> None:
    """Tell that the doors are open, and where."""
    from kbguide.hosting import console as host

    if options.lan:
        print(host.square(address))
    _tell(f"{address} (Ctrl-C stops)")
    if _for_a_class(options):
        _tell(f"ready for {options.learners or _USUAL_LEARNERS} learners")
        host.each_minute(room, _tell)
    if not options.no_browser:
        webbrowser.open(address + (f"{options.lang}/" if options.lang else ""))


def _tell(line: str) -> None:
    print(f"kbguide: {line}", flush=True)


def _faults(place: Path | None) -> list[str]:
    from kbguide.content.loader import check

    found: list[str] = check(place)
    return found


def _overdue(place: Path | None) -> list[str]:
    from kbguide.content.loader import overdue

    found: list[str] = overdue(datetime.now(UTC).date(), place)
    return found


def _check(options: argparse.Namespace) -> int:
    if options.folder is not None and not options.folder.is_dir():
        return _fault(f"no folder {options.folder}", 2)
    faults = _faults(options.folder)
    if options.strict and not faults:
        faults = _overdue(options.folder)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print("kbguide: the content is complete and fits together")
    return 1 if faults else 0


def _map(options: argparse.Namespace) -> int:
    from kbguide.content.graph import graph, mermaid
    from kbguide.content.loader import load

    content = load()
    found = content.procedures.get(options.procedure)
    if found is None:
        return _fault(
            f"map: there is no procedure {options.procedure!r} (there are: {', '.join(content.procedures)})", 2
        )
    try:
        print(mermaid(content, graph(content, found), options.lang), flush=True)
    except BrokenPipeError:  # whoever reads has seen enough, as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _lab(options: argparse.Namespace) -> int:
    notebook = _notebooks() / options.lang / "guide.ipynb"

    from jupyterlab.labapp import main as open_lab

    left: Any = open_lab([str(notebook)])
    return left or 0
