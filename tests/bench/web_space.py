"""A web space as they are hired: files, texts packed on the way, connections that stay. It prints what it has sent.

python tests/bench/web_space.py PORT FOLDER
"""

import gzip
import sys
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

TEXTS = {".html", ".js", ".mjs", ".css", ".svg", ".webmanifest", ".json", ".txt"}
UNCHANGING = "/app/"  # below it every file has a version in its address


@cache
def body(file: Path) -> tuple[bytes, bool]:
    """What goes down the line, and whether it was packed for it."""
    packed = file.suffix in TEXTS
    content = file.read_bytes()
    return (gzip.compress(content, 9, mtime=0) if packed else content), packed


class Handler(SimpleHTTPRequestHandler):
    """Answers GET with a body from memory."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = Path(self.translate_path(path)).resolve()
        if path.endswith("/"):
            file /= "index.html"  # as all hosts do
        found = file.is_file()
        content, packed = body(file) if found else (b"", False)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=31536000, immutable" if UNCHANGING in path else "no-cache")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)
        print(path, len(content), flush=True)

    def log_message(self, *_: object) -> None:
        """What is worth saying is printed."""


def main() -> None:
    port, folder = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), partial(Handler, directory=folder))
    for file in Path(folder).rglob("*.*"):
        body(file.resolve())  # nobody waits for the packing
    print(f"http://127.0.0.1:{port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
