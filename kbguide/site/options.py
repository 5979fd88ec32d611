"""The options of `kbguide serve`. What makes no sense is said in one line."""

import argparse
import re
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address, ip_network
from typing import Any

from kbguide.content.reader import LANGUAGES

USUAL_PORT = 8866
USUAL_LEARNERS = 30
HERE = "127.0.0.1"
_MOST_LEARNERS = 500


def add_options(serve: argparse.ArgumentParser) -> None:
    """Add the options: what a class needs, then what a server needs that strangers reach."""
    port = partial(number, most=65535, name="port")
    learners = partial(number, most=_MOST_LEARNERS, name="number of learners")
    add = serve.add_argument
    add("--lang", choices=LANGUAGES, help="the guide's language; default: that of each browser")
    add("--port", type=port, help=f"default: {USUAL_PORT}, or the next one that is free")
    add("--no-browser", action="store_true", help="do not open a browser")
    add("--learners", type=learners, metavar="N", help=f"seats in the room; default: {USUAL_LEARNERS}")
    add("--lan", action="store_true", help="let others in this network in, and show them where")
    add_path(add)
    add("--metrics-port", type=port, metavar="N", help="figures for Prometheus, on the address of --bind")
    _add_options_of_a_site(add)


def _add_options_of_a_site(add: Callable[..., Any]) -> None:
    seconds = partial(number, most=86400, name="number of seconds")
    pages = partial(number, most=10**6, name="number of pages")
    proxy = "a proxy, or a network of them, that is believed in what it forwards"
    add("--bind", type=_address, default=HERE, metavar="ADDRESS", help=f"where to listen; default: {HERE}")
    add(
        "--host",
        type=_name,
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which browsers call this server",
    )
    add("--trusted-proxy", type=_network, action="append", default=[], metavar="ADDRESS", help=proxy)
    add("--pages-per-address", type=pages, default=60, metavar="N", help="from one in a minute; default: 60")
    add("--drain-timeout", type=seconds, default=60, metavar="S", help="for who is here, after SIGTERM; default: 60")
    add_elsewhere(add)


def add_path(add: Callable[..., Any], about: str = "where a proxy has put the guide") -> None:
    add("--base-url", type=_path, default="/", metavar="PATH", help=about)


def add_elsewhere(add: Callable[..., Any]) -> None:
    add("--elsewhere", type=_web_address, metavar="URL", help="named when all seats are taken")


def add_class_server(add: Callable[..., Any]) -> None:
    about = "the guide on a server, for whose classes these pages have a strip"
    add("--class-server", type=_server, metavar="URL", help=about)


def number(text: str, most: int, name: str) -> int:
    """A whole number from 1 to `most`, as argparse reads it."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is no {name} (1 to {most})")
    return int(text)


def _path(text: str) -> str:
    if not re.fullmatch(r"/?([\w-]+/?)*", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no path, as /guide/")
    return f"/{text.strip('/')}/".replace("//", "/")


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no address, as {HERE}") from None


def _name(text: str) -> str:
    if not re.fullmatch(r"[\w.-]+", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no name, as guide.example; without http:// and without a port")
    return text


def _network(text: str) -> Any:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no address or network, as 10.0.0.0/8") from None


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s\"'<>]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address, as https://guide.example/")
    return text


def _server(text: str) -> str:
    """An address below which others begin, with a slash at its end."""
    if not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w-]+)*/?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no address of a server, as https://guide.example/")
    return f"{text.rstrip('/')}/"
