"""Lists the scripts that a page asks for one after the other, so that the guide can send them in one.

    python tests/first_wave.py > kbguide/site/template/wave.txt

For when Voila or ipywidgets have changed so much that a test says so. A star stands for the part of a name that changes
with every release.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))

from browser.conftest import FLAGS, program
from serving.running import Server

WITHOUT = """
import sys
from kbguide import cli
from kbguide.site import template_data
template_data.FIRST_WAVE = []
cli.main(["serve", "--no-browser", "--port", sys.argv[1]])
"""
FORM = ".kb-form :is(input, button):enabled"
NAMES = "performance.getEntriesByType('resource').map((one) => one.name)"


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as place,
        Server(Path(place), code=WITHOUT) as server,
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=program(), args=FLAGS) as browser,
    ):
        page = browser.new_page()
        page.goto(f"{server.address}ko/#check")
        page.locator(FORM).first.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        names = page.evaluate(NAMES)
    found = (re.search(r"/voila/\w+/((?:static|labextensions)/.*\.js)", name) for name in names)
    kept = (one[1] for one in found if one and not (one[1] == "static/voila.js" or "remoteEntry" in one[1]))
    print(*dict.fromkeys(re.sub(r"/(\w+)\.\w{8,}\.js$", r"/\1.*.js", one) for one in kept), sep="\n")


if __name__ == "__main__":
    main()
