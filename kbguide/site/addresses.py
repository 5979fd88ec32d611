"""Every address of the site, who answers there, and with what."""

from typing import Any

from tornado.web import RedirectHandler

from kbguide.content.reader import LANGUAGES
from kbguide.hosting.assets import AssetHandler
from kbguide.hosting.channel import ChannelSocket, KernelState, ShutdownOnLeave
from kbguide.hosting.metrics import MetricsHandler
from kbguide.site.pages import (
    BesidePage,
    FrontPage,
    GuidePage,
    Health,
    LessonPage,
    Misdirected,
    ReadingPage,
    Ready,
    SeatsFree,
)

_LANG = f"(?:{'|'.join(LANGUAGES)})"
_KERNEL = r"(?P<kernel_id>[\w-]{36})"
MISDIRECTED = "/misdirected"

METRICS: list[Any] = [("/metrics", MetricsHandler)]  # the operator's figures, on a port of their own


def rules(base: str) -> list[Any]:
    """For visitors, as Tornado reads them: a pattern, its handler, perhaps the handler's options.

    `base` is the path of the front page, with a slash at its end. The first rule that fits answers, else `NotFound`.
    """
    bare = rf"({base.rstrip('/')}|{base}{_LANG})"
    return [
        (base, FrontPage),  # leads to the guide in the browser's language, or asks for one
        (rf"{base}({_LANG})/", GuidePage),  # the guide: takes a seat, and a kernel
        (rf"{base}({_LANG})/now", ReadingPage, {"template": "now.html.j2"}),  # it has just happened: what to do
        (rf"{base}({_LANG})/stuck", ReadingPage, {"template": "stuck.html.j2"}),  # beside the bank: what can go wrong
        (rf"{base}({_LANG})/beside(?:/([\w-]+))?", BesidePage),  # beside the real bank: one step after the other
        (rf"{base}({_LANG})/paper(?:/([\w-]+))?", BesidePage, {"paper": True}),  # the same on one sheet of paper
        (rf"{base}({_LANG})/lesson(?:/([\w-]+))?", LessonPage),  # for teachers: plans of lessons
        (bare, RedirectHandler, {"url": "{0}/", "permanent": False}),  # a page without its slash
        (f"{base}healthz", Health),  # for a proxy: whether the server answers
        (f"{base}readyz", Ready),  # for a proxy: whether the next one is served at once
        (MISDIRECTED, Misdirected),  # what is asked for under a name that is not this server's
        (f"{base}seats", SeatsFree),  # for a page that waits: whether there is a seat
        (rf"{base}api/kernels/{_KERNEL}", KernelState),  # whether a page's kernel is there
        (rf"{base}api/kernels/{_KERNEL}/channels", ChannelSocket),  # a page's web socket
        (rf"{base}voila/api/shutdown/{_KERNEL}", ShutdownOnLeave),  # what a page says as it is closed
        (rf"{base}((?:kbguide|voila)/.*)", AssetHandler),  # scripts and style of the guide and of the libraries
    ]
