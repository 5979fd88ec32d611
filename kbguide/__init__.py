"""An interactive guide to issuing a financial certificate: readiness check and practice, with nothing real at stake."""

from kbguide.guide import Guide

__all__ = ["Guide"]
