"""A reverse proxy with nothing in it but what one does to a request; TLS would end in front of it."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

NAME = "guide.example"  # by which visitors know the proxy


@contextmanager
def proxy(port: int, *, keeps_host: bool = True, name: str = "") -> Iterator[str]:
    """Forwards to a server on this machine; some proxies leave the Host header alone, others put their own there.

    Visitors know it by `name`, or by its address.
    """

    class Visit(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            own = "{}:{}".format(*self.server.server_address)
            host = (name or own) if keeps_host else f"127.0.0.1:{port}"
            told = {"Host": host, "X-Forwarded-Host": name or own, "X-Forwarded-Proto": "https"}
            told["X-Forwarded-For"] = "203.0.113.9"
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as behind:
                while (line := self.rfile.readline()).strip():
                    if not line.lower().startswith(b"host:"):
                        behind.sendall(line)
                        continue
                    behind.sendall("".join(f"{key}: {value}\r\n" for key, value in told.items()).encode())
                behind.sendall(b"\r\n")
                back = threading.Thread(target=copy, args=[behind, self.connection])
                back.start()
                copy(self.connection, behind)
                back.join()

    class Front(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A visitor may leave at any moment."""

    with Front(("127.0.0.1", 0), Visit) as front:
        threading.Thread(target=front.serve_forever, args=[0.05], daemon=True).start()
        yield "http://{}:{}".format(*front.server_address)
        front.shutdown()


def copy(one: socket.socket, other: socket.socket) -> None:
    """Until one end is closed; the other one then is, too."""
    with suppress(OSError):
        while some := one.recv(65536):
            other.sendall(some)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
