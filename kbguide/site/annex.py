"""What may be served beside the guide, from the same server."""

from collections.abc import Sequence
from typing import Any, Protocol


class Annex(Protocol):
    """Handed in by the command: the site knows no more of it than this.

    `address` is where visitors are to come in, if not at the guide's own address; `lines` are for the operator.
    Both are asked for once it is open.
    """

    @property
    def address(self) -> str: ...

    @property
    def lines(self) -> Sequence[str]: ...

    def rules(self, base: str) -> list[Any]:
        """Its addresses, as Tornado reads them; `base` is the path of the front page."""

    async def open(self) -> None:
        """Before the first visitor is let in."""

    async def close(self) -> None:
        """When everybody has gone."""
