"""The `kbguide build` command."""

import argparse
from pathlib import Path

from kbguide.content.reader import LANGUAGES


def add_options(build: argparse.ArgumentParser) -> None:
    """Where to, and what the folder is told about it."""
    from kbguide.site.options import add_class_server, add_path

    build.add_argument("folder", type=Path, help="made if need be; an older one is brought up to date")
    add_path(build.add_argument, "where the folder will stand: for its page of addresses that there are not")
    build.add_argument(
        "--lang", choices=LANGUAGES, help="where the front page leads; default: by the browser's language"
    )
    build.add_argument(
        "--plain", action="store_true", help="for a host that packs all files itself, with brotli at best"
    )
    add_class_server(build.add_argument)


def run(options: argparse.Namespace) -> int:
    """Build the folder; the exit status."""
    from kbguide.content.loader import check
    from kbguide.offline.site import BuildOptions, build
    from kbguide.site.command import notebooks, print_line

    faults = check()
    if faults:
        raise ValueError(f"{faults[0]} (kbguide check names every fault)")
    wanted = BuildOptions(options.base_url, options.lang or "", options.plain, options.class_server or "")
    try:
        size = build(options.folder, notebooks(), wanted, print_line)
    except OSError as fault:
        if fault.errno is None:  # what is missing says so in its own words
            raise
        raise ValueError(f"cannot write {fault.filename or options.folder}: {fault.strerror}") from fault
    print_line(f"{options.folder} is ready for any web space; its largest part, Python, is {size / 1e6:.1f} MB")
    return 0
