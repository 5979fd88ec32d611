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
from functools import partial
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
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments.insert(0, "serve")
    options = _parser().parse_args(arguments)
    try:
        exit_status: int = options.run(options)
    except (FileNotFoundError, ValueError, _NoPort) as fault:
        exit_status = _fail(str(fault))
    return exit_status


def _fail(line: str, exit_status: int = 1) -> int:
    print(f"kbguide: {' '.join(line.split())}", file=sys.stderr)
    return exit_status


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
    port = partial(_number, most=65535, name="port")
    learners = partial(_number, most=_MOST_LEARNERS, name="number of learners")
    serve = commands.add_parser("serve", help="open the guide in a browser (the default)")
    serve.add_argument("--lang", choices=LANGUAGES, help="the guide's language; default: that of each browser")
    serve.add_argument("--port", type=port, help=f"default: {_USUAL_PORT}, or the next one that is free")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    serve.add_argument("--learners", type=learners, metavar="N", help=f"seats in the room; default: {_USUAL_LEARNERS}")
    serve.add_argument("--lan", action="store_true", help="let others in this network in, and show them where")
    serve.add_argument("--base-url", type=_path, default="/", metavar="PATH", help="where a proxy has put the guide")
    serve.add_argument("--metrics-port", type=port, metavar="N", help="figures for Prometheus, on this machine only")
    serve.set_defaults(run=_serve)


def _number(text: str, most: int, name: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is no {name} (1 to {most})")
    return int(text)


def _path(text: str) -> str:
    if not re.fullmatch(r"/?([\w-]+/?)*", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no path, as /guide/")
    return f"/{text.strip('/')}/".replace("//", "/")


class _NoPort(Exception):
    """No port to listen on; the words are for the operator."""


def _bind(wanted: int | None, host: str = "127.0.0.1") -> socket.socket:
    ports = [wanted] if wanted else range(_USUAL_PORT, _USUAL_PORT + _TRIES)
    for port in ports:
        try:
            return socket.create_server((host, port), backlog=128)
        except OSError as fault:
            if wanted and fault.errno != errno.EADDRINUSE:
                raise _NoPort(f"cannot listen on port {port}: {fault.strerror}") from fault
    raise _NoPort(f"port {ports[0]} is in use; choose another with --port")


def _notebooks() -> Path:
    place = folder("notebooks")
    for language in LANGUAGES:
        if not (place / language / "guide.ipynb").is_file():
            raise FileNotFoundError(f"no {language}/guide.ipynb in {place}")
    return place


def _serve(options: argparse.Namespace) -> int:
    notebooks = _notebooks()
    data = folder("data")

    from kbguide.content import loader

    faults = loader.check(data)
    if faults:
        raise ValueError(f"{faults[0]} (kbguide check names every fault)")

    from kbguide.hosting import console

    host = console.own_address(lan=options.lan)
    listener = _bind(options.port, "" if options.lan else host)
    server = _make_server(options, notebooks, data, listener)
    lang = f"{options.lang}/" if options.lang else ""
    address = f"http://{host}:{listener.getsockname()[1]}{options.base_url}{lang}"
    server.on_ready = lambda: _welcome(options, server.kernel_manager, address)
    if _for_a_class(options):
        _print_line(console.capacity(options.learners or _USUAL_LEARNERS))
        _print_line("warming up")
    server.initialize([])
    server.start()
    _print_line("stopped; every open page says so")
    return 0


def _make_server(options: argparse.Namespace, notebooks: Path, data: Path, listener: socket.socket) -> Any:
    metrics = _bind(options.metrics_port) if options.metrics_port else None

    from kbguide.hosting.fork_client import ForkClient

    fork_client = ForkClient.start("kbguide.site.preload")  # while it warms up, this process imports what follows

    from kbguide.site.server import GuideServer, ServerOptions

    learners = options.learners or _USUAL_LEARNERS
    server_options = ServerOptions(notebooks, data, learners, options.base_url, options.lan, metrics)
    return GuideServer(server_options, listener, fork_client)


def _for_a_class(options: argparse.Namespace) -> bool:
    return options.lan or options.learners is not None


def _welcome(options: argparse.Namespace, room: Any, address: str) -> None:
    """Tell that the doors are open, and where."""
    from kbguide.hosting import console

    if options.lan:
        print(console.qr_code(address))
    _print_line(f"{address} (Ctrl-C stops)")
    if _for_a_class(options):
        _print_line(f"ready for {options.learners or _USUAL_LEARNERS} learners")
        console.report_each_minute(room, _print_line)
    if not options.no_browser:
        webbrowser.open(address)


def _print_line(line: str) -> None:
    print(f"kbguide: {line}", flush=True)


def _check(options: argparse.Namespace) -> int:
    if options.folder is not None and not options.folder.is_dir():
        return _fail(f"no folder {options.folder}", 2)

    from kbguide.content import loader

    faults = loader.check(options.folder)
    if options.strict and not faults:
        faults = loader.overdue(datetime.now(UTC).date(), options.folder)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print("kbguide: the content is complete and fits together")
    return 1 if faults else 0


def _map(options: argparse.Namespace) -> int:
    from kbguide.content.graph import graph, mermaid
    from kbguide.content.loader import load

    content = load()
    procedure = content.procedures.get(options.procedure)
    if procedure is None:
        known = ", ".join(content.procedures)
        return _fail(f"map: there is no procedure {options.procedure!r} (there are: {known})", 2)
    try:
        print(mermaid(content, graph(content, procedure), options.lang), flush=True)
    except BrokenPipeError:  # whoever reads has seen enough, as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _lab(options: argparse.Namespace) -> int:
    notebook = _notebooks() / options.lang / "guide.ipynb"

    from jupyterlab.labapp import main as open_lab

    exit_status: int | None = open_lab([str(notebook)])
    return exit_status or 0
