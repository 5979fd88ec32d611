"""What an operator sees: figures in Prometheus' format on a port of their own, and a line a minute in the log."""

import psutil
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from tornado.web import RequestHandler

REGISTRY = CollectorRegistry()
LEARNERS = Gauge("kbguide_learners", "Seats that are taken", registry=REGISTRY)
SEATS = Gauge("kbguide_seats", "Seats that there are", registry=REGISTRY)
STARTING = Gauge("kbguide_starting", "Kernels that are starting now", registry=REGISTRY)
OPENED = Histogram("kbguide_page_seconds", "From a page asked for until its forms are sent", registry=REGISTRY)
REFUSED = Counter("kbguide_pages_refused", "Pages refused, by reason", ["why"], registry=REGISTRY)
FAILED = Counter("kbguide_kernels_failed", "Kernels that did not start and were replaced", registry=REGISTRY)
FREE = Gauge("kbguide_memory_free_bytes", "Memory that this machine has left", registry=REGISTRY)
FREE.set_function(lambda: psutil.virtual_memory().available)
ProcessCollector(registry=REGISTRY)  # memory and open files of the server, where the system tells


class MetricsHandler(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.finish(generate_latest(REGISTRY))


def summary_line(learners: int, starting: int) -> str:
    """The line of the log."""
    free = psutil.virtual_memory().available / 2**30
    return f"{learners} learners, {starting} starting, {free:.1f} GB of memory free"
