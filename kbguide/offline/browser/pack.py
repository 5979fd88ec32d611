"""Run by Pyodide while the guide is built: what of Python the guide needs, compiled and put together.

Reads /source (libraries and the guide as they are in the builder's environment), writes /built.
"""

import json
import struct
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

SOURCE = Path("/source")
BUILT = Path("/built")
STANDARD = Path("/lib/python314.zip")
# What a tour of the guide does not meet: how faults are named, and codecs for what somebody may type.
MARGIN = ("traceback", "linecache", "tokenize", "unicodedata", "encodings.ascii", "encodings.latin_1", "traitlets.log")
PYODIDES = ("pyodide/", "_pyodide/")  # its own modules need their docstrings


def tour(code: dict[str, Any]) -> None:
    """Do what a learner may do, so that every module is imported that is needed for it."""
    from kbguide.offline import kernel

    kernel.prepare()
    for cells in code.values():
        notebook = kernel.Notebook()
        for source in cells["code"]:
            notebook.run(source)
        for number, source in cells["shown"].items():
            notebook.show(int(number), source)
        kernel.NOTEBOOK.names = notebook.names
        kernel.NOTEBOOK.good_until()
        store = notebook.names["guide"].store
        store.restore(store.dump())
    from kbguide import report

    found = report.tables(store.content, store.journey, store.readiness, "ko")
    report.as_csv("tries", found["tries"])
    report.as_json(store.content, found)
    for name in MARGIN:
        __import__(name)


def compiled(source: bytes, name: str, optimize: int = 2) -> bytes:
    """The bytecode; `name` is what a fault says."""
    import py_compile  # here and below: the guide itself needs none of these

    Path("source.py").write_bytes(source)
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile("source.py", "compiled.pyc", dfile=name, doraise=True, optimize=optimize, invalidation_mode=mode)
    return Path("compiled.pyc").read_bytes()


def pack_libraries(used: set[str]) -> None:
    """One archive that Python imports from: of the standard library and the libraries, what was used."""
    import zipfile

    with zipfile.ZipFile(BUILT / "libraries.zip", "w", zipfile.ZIP_STORED) as archive:
        standard = zipfile.ZipFile(STANDARD)
        for name in sorted(standard.namelist()):
            if f"{STANDARD}/{name}" not in used:
                continue
            code = standard.read(name)
            if name.endswith(".py"):
                code = compiled(code, f"{STANDARD}/{name}", 1 if name.startswith(PYODIDES) else 2)
                name += "c"
            archive.writestr(zipfile.ZipInfo(name), code)
        for file in sorted(map(Path, used)):
            if SOURCE in file.parents and file.relative_to(SOURCE).parts[0] != "kbguide":
                name = file.relative_to(SOURCE).as_posix()
                archive.writestr(zipfile.ZipInfo(f"{name}c"), compiled(file.read_bytes(), name))


def pack_guide(used: set[str]) -> None:
    """The guide's own modules: sizes and names, then the contents one after the other."""
    files = []
    for file in sorted(map(Path, used)):
        if SOURCE / "kbguide" in file.parents:
            name = file.relative_to(SOURCE).as_posix()
            files.append((f"{name}c", compiled(file.read_bytes(), name)))
    head = json.dumps([[name, len(code)] for name, code in files]).encode()
    (BUILT / "guide.bin").write_bytes(struct.pack("<I", len(head)) + head + b"".join(code for _, code in files))


def frozen(module: ModuleType) -> bool:
    """Whether the interpreter itself brings it."""
    return getattr(module.__spec__, "origin", "") == "frozen"


def main() -> None:
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(SOURCE))
    tour(json.loads((SOURCE / "cells.json").read_text()))
    used = {file for one in list(sys.modules.values()) if (file := getattr(one, "__file__", None)) and not frozen(one)}
    pack_libraries(used)
    pack_guide(used)


main()
