"""An interactive guide to issuing a financial certificate: readiness check and practice, with nothing real at stake."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kbguide.guide import Guide

__all__ = ["Guide"]


def __getattr__(name: str) -> Any:
    """`Guide`, imported when a notebook asks for it: the command does without, and has begun sooner."""
    if name != "Guide":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kbguide.guide import Guide

    return Guide
