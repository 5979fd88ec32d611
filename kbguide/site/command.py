"""The `kbguide serve` command, and what the operator is told."""

import argparse
import errno
import os
import signal
import socket
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kbguide.content.location import folder
from kbguide.content.reader import LANGUAGES
from kbguide.site.annex import Annex
from kbguide.site.options import HERE, USUAL_LEARNERS, USUAL_PORT

_TRIES = 50
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  what the operator may write for all addresses
MakeAnnex = Callable[[str, int], Annex]  # from the address and the port of the guide
_WORDS_TO_STOP = ("SIGTERM", "SIGHUP", "SIGQUIT")


class NoPort(Exception):
    """No port to listen on; the words are for the operator."""


def _bind(wanted: int | None, host: str = HERE) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()  # all addresses, and most of those are of the old kind
    ports = [wanted] if wanted else range(USUAL_PORT, USUAL_PORT + _TRIES)
    for port in ports:
        try:
            return socket.create_server((host, port), family=family, backlog=128, dualstack_ipv6=both)
        except OSError as fault:
            if fault.errno == errno.EADDRNOTAVAIL or (wanted and fault.errno != errno.EADDRINUSE):
                where = f" of {host}" if host else ""
                raise NoPort(f"cannot listen on port {port}{where}: {fault.strerror}") from fault
    raise NoPort(f"port {ports[0]} is in use; choose another with --port")


def notebooks() -> Path:
    place = folder("notebooks")
    for language in LANGUAGES:
        if not (place / language / "guide.ipynb").is_file():
            raise FileNotFoundError(f"no {language}/guide.ipynb in {place}")
    return place


def serve(options: argparse.Namespace, make_annex: MakeAnnex | None = None) -> int:
    """Run the command until it is told to stop; its exit status. `make_annex` makes what is served beside the guide."""
    for name in _WORDS_TO_STOP:  # until there is a server that hears them
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    place = notebooks()
    data = folder("data")

    from kbguide.content import loader

    faults = loader.check(data)
    if faults:
        raise ValueError(f"{faults[0]} (kbguide check names every fault)")

    from kbguide.hosting import console, machine

    wanted = options.learners or USUAL_LEARNERS
    learners = min(wanted, machine.seats_for(machine.raise_file_limit()))
    listener, address = _listen(options)
    annex = make_annex(address, listener.getsockname()[1]) if make_annex else None
    if _for_a_class(options):
        print_line(console.capacity(wanted))
        print_line("warming up")
    with _profile_of_its_own():
        server = _make_server(options, place, data, listener, learners, annex)
        server.on_ready = lambda: _welcome(options, server.kernel_manager, annex, address, learners)
        server.on_draining = lambda: print_line("ending; nobody is let in any more, those who are here go on")
        server.serve()
    print_line("stopped; every open page says so")
    return 0


def _listen(options: argparse.Namespace) -> tuple[socket.socket, str]:
    """The socket, and the address at which a browser finds it."""
    from kbguide.hosting import console

    if options.lan and options.bind != HERE:
        raise ValueError("--lan listens on every address of this machine; leave --bind out")
    shown = console.own_address(lan=options.lan) if options.lan or options.bind in _EVERYWHERE else options.bind
    listener = _bind(options.port, "" if options.lan else options.bind)
    host = f"[{shown}]" if ":" in shown else shown
    lang = f"{options.lang}/" if options.lang else ""
    return listener, f"http://{host}:{listener.getsockname()[1]}{options.base_url}{lang}"


@contextmanager
def _profile_of_its_own() -> Iterator[None]:
    """Kernels read no settings of the operator's, write none, and leave nothing behind where they cannot."""
    if "IPYTHONDIR" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="kbguide_", ignore_cleanup_errors=True) as place:
        os.environ["IPYTHONDIR"] = place
        yield


def _make_server(
    options: argparse.Namespace, place: Path, data: Path, listener: socket.socket, learners: int, annex: Annex | None
) -> Any:
    metrics = _bind(options.metrics_port, options.bind) if options.metrics_port else None

    from kbguide.hosting.fork_client import ForkClient

    fork_client = ForkClient.start("kbguide.site.preload")  # while it warms up, this process imports what follows

    from kbguide.site.server import GuideServer
    from kbguide.site.settings import ServerOptions

    server_options = ServerOptions(
        place,
        data,
        learners,
        base=options.base_url,
        names=tuple(options.host),
        in_network=options.lan or options.bind != HERE,
        proxies=tuple(options.trusted_proxy),
        metrics=metrics,
        pages_a_minute=options.pages_per_address,
        drain_timeout=options.drain_timeout,
        elsewhere=options.elsewhere or "",
        class_api=f"{options.base_url}class/" if annex else "",
        classes_open=bool(annex) and options.classes,
    )
    return GuideServer(server_options, listener, fork_client, annex)


def _for_a_class(options: argparse.Namespace) -> bool:
    return options.lan or options.learners is not None


def _welcome(options: argparse.Namespace, room: Any, annex: Annex | None, address: str, learners: int) -> None:
    """Tell that the doors are open, and where."""
    from kbguide.hosting import console

    joined = annex.address if annex else ""
    if options.lan or joined:
        print(console.qr_code(joined or address))
    print_line(f"{address} (Ctrl-C stops)")
    for line in annex.lines if annex else ():
        print_line(line)
    if _for_a_class(options):
        print_line(f"ready for {learners} learners")
        console.report_each_minute(room, print_line)
    if not options.no_browser:
        webbrowser.open(address)


def print_line(line: str) -> None:
    """Tell the operator."""
    print(f"kbguide: {line}", flush=True)
