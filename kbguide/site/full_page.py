"""The page that a proxy gives when no server has a seat: the guide's own, as one file that needs no server."""

import argparse
import sys

from kbguide.content.reader import LANGUAGES
from kbguide.site.options import add_elsewhere, add_path

_AGAIN = 5  # seconds until the page asks again whether there is a seat


def add_full_page_options(parser: argparse.ArgumentParser) -> None:
    """As those of the servers behind the proxy."""
    add_path(parser.add_argument)
    add_elsewhere(parser.add_argument)


def print_full_page(options: argparse.Namespace) -> int:
    """Print a whole HTTP answer, as `errorfile` of haproxy wants it."""
    sys.stdout.buffer.write(full_page(options.base_url, options.elsewhere or ""))
    sys.stdout.flush()
    return 0


def full_page(base: str, elsewhere: str) -> bytes:
    """The answer: its script stands in the page, so that it works where no server answers at all."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    from kbguide.content.loader import load
    from kbguide.hosting.headers import security_headers
    from kbguide.site.template_data import OWN_FILES, TEMPLATE, template_data

    templates = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
    script = OWN_FILES["kbguide/wait.js"].decode()
    body = templates.get_template("wait.html.j2").render(
        kbguide=template_data(load(), base, elsewhere),
        why="full",
        again=_AGAIN,
        languages=LANGUAGES,
        script=Markup(script),  # noqa: S704  our own file
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Retry-After": str(_AGAIN),
        "Content-Length": str(len(body.encode())),
        **security_headers([script]),
    }
    lines = ["HTTP/1.0 503 Service Unavailable", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()
