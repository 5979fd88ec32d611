"""A real certificate behind the practice certificate.

Only this file is imported with a page; the others need the library `cryptography`, and are when somebody looks inside.
"""

from importlib.util import find_spec


def available() -> bool:
    """Whether certificates can be made here."""
    return find_spec("cryptography") is not None


class WrongPin(Exception):
    """The PIN does not open the private key."""
