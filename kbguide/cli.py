"""The `kbguide` command. Exit status: 0 fine, 1 it cannot be done, 2 the command is not understood."""

import argparse
import os
import sys
from codecs import lookup
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from kbguide.classroom import command as classroom
from kbguide.content.reader import LANGUAGES
from kbguide.offline import command as offline
from kbguide.site import command
from kbguide.site.full_page import add_full_page_options, print_full_page
from kbguide.site.options import add_options


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; `kbguide` alone, or with options only, is `kbguide serve`."""
    for stream in (sys.stdout, sys.stderr):  # a server's locale may know ASCII only: Korean is written in UTF-8 then
        if isinstance(stream, TextIOWrapper) and lookup(stream.encoding).name == "ascii":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments.insert(0, "serve")
    options = _parser().parse_args(arguments)
    try:
        exit_status: int = options.run(options)
    except (FileNotFoundError, ValueError, command.NoPort) as fault:
        exit_status = _fail(str(fault))
    except KeyboardInterrupt:  # before there was anything to stop
        exit_status = 130
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

    _add_serve(commands.add_parser("serve", help="open the guide in a browser (the default)"))
    _add_class(commands.add_parser("class", help="open the guide for a class, with a board for its teacher"))
    _add_check(commands.add_parser("check", help="check the content"))
    draw = commands.add_parser("map", help="print a procedure as a Mermaid graph")
    draw.add_argument("procedure", help="id of a procedure, as issue")
    draw.add_argument("--lang", choices=LANGUAGES, default="ko", help="language of the labels")
    draw.set_defaults(run=_map)

    full = commands.add_parser("full-page", help="print what a proxy answers when every server is full")
    add_full_page_options(full)
    full.set_defaults(run=print_full_page)

    build = commands.add_parser("build", help="write the guide as a folder that needs no server")
    offline.add_options(build)
    build.set_defaults(run=offline.run)

    _add_lab(commands.add_parser("lab", help="open the guide's notebook in JupyterLab"))
    return parser


def _add_serve(serve: argparse.ArgumentParser) -> None:
    add_options(serve)
    classroom.add_site_options(serve)
    serve.set_defaults(run=classroom.serve)


def _add_class(held: argparse.ArgumentParser) -> None:
    classroom.add_class_options(held)
    held.set_defaults(run=classroom.hold)


def _add_check(check: argparse.ArgumentParser) -> None:
    check.add_argument("folder", nargs="?", type=Path, help="default: the guide's own content")
    check.add_argument("--strict", action="store_true", help="a fact past its date counts as a fault, too")
    check.set_defaults(run=_check)


def _add_lab(lab: argparse.ArgumentParser) -> None:
    lab.add_argument("--lang", choices=LANGUAGES, default="ko", help="language of the notebook")
    lab.set_defaults(run=_lab)


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
    notebook = command.notebooks() / options.lang / "guide.ipynb"

    from jupyterlab.labapp import main as open_lab

    exit_status: int | None = open_lab([str(notebook)])
    return exit_status or 0
