"""What opening the guide costs a kernel that has ipywidgets and anywidget already: the standard library and kbguide."""

import json
import subprocess
import sys

from views.driving import PARTS

OPEN = """
import json, sys
import ipywidgets, anywidget
before = set(sys.modules)
from kbguide import Guide
for lang in ("ko", "en"):
    guide = Guide(lang)
    for part in sys.argv[1:]:
        getattr(guide, part)()
    guide.views  # all made
print(json.dumps([sorted(before), sorted(set(sys.modules) - before)]))
"""


def test_opening_the_guide_imports_nothing_but_the_standard_library() -> None:
    made = subprocess.run([sys.executable, "-c", OPEN, *PARTS], capture_output=True, text=True, check=True, timeout=60)
    before, after = json.loads(made.stdout)
    known = {name.split(".")[0] for name in before} | sys.stdlib_module_names | {"kbguide"}
    assert "kbguide.views.chapters.practice" in after
    assert {name.split(".")[0] for name in after} <= known
    heavy = {
        "pandas",
        "numpy",
        "cryptography",
        "voila",
        "jupyter_server",
        "nbconvert",
        "nbformat",
        "jinja2",
        "tornado",
        "zmq",
    }
    assert not heavy & {name.split(".")[0] for name in after}
    assert not [name for name in after if name.startswith(("kbguide.site", "kbguide.hosting"))]
