"""Where the guide's words and notebooks are."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """The folder `data` or `notebooks`: the repository's own if it stands beside the package, else the wheel's copy.

    An editable install may hold a copy that has grown old, so the repository comes first.
    """
    beside = _PACKAGE.parent
    inside_repository = (beside / "pyproject.toml").is_file()
    for place in ([beside / name] if inside_repository else []) + [_PACKAGE / name]:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no folder {name!r} beside or inside {_PACKAGE}")
