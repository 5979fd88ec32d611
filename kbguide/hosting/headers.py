"""Said with every answer: where scripts may come from, who may frame the page, what it may ask of the device."""

from base64 import b64encode
from hashlib import sha256

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

INLINE = ("kbguide.read();", "kbguide.complete();")  # the scripts that stand in the page itself
_HASHES = " ".join(f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in INLINE)
_POLICY = {
    "default-src": "'none'",
    "script-src": f"'self' blob: {_HASHES}",  # blob: anywidget loads a widget's script from one
    "style-src": "'self' 'unsafe-inline'",  # the widgets set styles of their own
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
_FEATURES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture")
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Headers(OutputTransform):
    """Puts them on every answer, whichever handler gives it, and says nothing of the server's version."""

    def __init__(self, request: HTTPServerRequest) -> None:
        pass

    def transform_first_chunk(
        self,
        status_code: int,
        headers: HTTPHeaders,
        chunk: bytes,
        finishing: bool,  # noqa: ARG002  tornado's signature
    ) -> tuple[int, HTTPHeaders, bytes]:
        headers.pop("Server", None)
        headers.update(_HEADERS)
        return status_code, headers, chunk
