"""Said with every answer: where scripts may come from, who may frame the page, what it may ask of the device."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

_FEATURES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture")


def content_policy(inline_scripts: Iterable[str], source: str, rules: Mapping[str, str]) -> str:
    """What a page may load: its own files, and nothing from anywhere else.

    `inline_scripts` may stand in the page itself, letter for letter; `source` is one more that scripts may come from,
    and `rules` are those of one kind of host.
    """
    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in inline_scripts]
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", source, *(f"'sha256-{one}'" for one in hashes)]),
        **rules,
        "style-src": "'self' 'unsafe-inline'",  # the widgets set styles of their own
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": rules.get("connect-src", "'self'"),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def security_headers(inline_scripts: Iterable[str]) -> dict[str, str]:
    """The headers by name; `inline_scripts` as above."""
    # blob: anywidget loads a widget's script from one
    policy = content_policy(inline_scripts, "blob:", {"frame-ancestors": "'none'"})
    return {
        "Content-Security-Policy": policy,
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


class SecurityHeaders(OutputTransform):
    """Puts them on every answer, whichever handler gives it, and says nothing of the server's version."""

    def __init__(self, added: dict[str, str], request: HTTPServerRequest) -> None:  # noqa: ARG002  tornado's argument
        self._added = added

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, *_: Any
    ) -> tuple[int, HTTPHeaders, bytes]:
        headers.pop("Server", None)
        headers.update(self._added)
        return status_code, headers, chunk
