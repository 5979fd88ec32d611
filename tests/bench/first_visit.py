"""How long a first visit takes: this guide's page beside stock Voila with the same notebook, in the same run.

    python tests/bench/first_visit.py [--visits 5] [--json]

Fresh browser contexts over 10 Mbit/s with 40 ms latency, taking turns. Text is readable when the first heading is
painted, forms are live when the first question can be answered.
"""

import argparse
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from kbguide.places import folder

LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
WATCH = """
window.seen = {};
const look = () => {
  const shown = (one) => one.getClientRects().length > 0;
  for (const [name, selector] of [["text", "h1"], ["forms", ".kb-form :is(input, button):enabled"]])
    if (!(name in seen) && [...document.querySelectorAll(selector)].some(shown)) seen[name] = performance.now();
  if (!("forms" in seen)) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@contextmanager
def serving(command: list[str], address: str, log: Path) -> Iterator[None]:
    with log.open("w") as out:
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            while not answers(address):
                if server.poll() is not None:
                    raise RuntimeError(log.read_text())
                time.sleep(0.1)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def answers(address: str) -> bool:
    try:
        with urlopen(address):
            return True
    except URLError:
        return False


def visit(browser: Browser, address: str) -> dict[str, float]:
    context = browser.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    tally = {"bytes": 0.0, "requests": 0.0}

    def finished(event: dict[str, float]) -> None:
        tally["bytes"] += event["encodedDataLength"]
        tally["requests"] += 1

    line.on("Network.loadingFinished", finished)
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    page.wait_for_function("'forms' in seen", timeout=60_000)
    seen = page.evaluate("seen")
    context.close()
    return {"text readable, s": seen["text"] / 1000, "forms live, s": seen["forms"] / 1000,
            "transferred, MB": tally["bytes"] / 1e6, "requests": tally["requests"]}  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(visits: int) -> dict[str, dict[str, float]]:
    ours, stock = free_port(), free_port()
    notebook = str(folder("notebooks") / "ko" / "guide.ipynb")
    servers = {
        "kbguide": ([sys.executable, "-m", "kbguide", "serve", "--no-browser", "--port", str(ours)],
                    f"http://127.0.0.1:{ours}/kbguide/frame.js", f"http://127.0.0.1:{ours}/ko/#check"),
        "stock voila": ([sys.executable, "-m", "voila", notebook, "--no-browser", "--port", str(stock)],
                        f"http://localhost:{stock}/voila/static/voila.js", f"http://localhost:{stock}/"),
    }  # fmt: skip
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, (command, ready, _) in servers.items():
            stack.enter_context(serving(command, ready, logs / name))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        rounds = [{name: visit(browser, server[2]) for name, server in servers.items()} for _ in range(visits)]
        browser.close()
    return {name: {key: median(one[name][key] for one in rounds) for key in rounds[0][name]} for name in servers}


def main() -> None:
    parser = argparse.ArgumentParser(description="First visit: the guide beside stock Voila.")
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.visits)
    if options.json:
        print(json.dumps({"visits": options.visits, "medians": found}, indent=2))
        return
    ours, stock = found["kbguide"], found["stock voila"]
    print(f"{'median of ' + str(options.visits):<18}{'kbguide':>10}{'stock':>10}{'ratio':>8}")
    for key in ours:
        print(f"{key:<18}{ours[key]:>10.2f}{stock[key]:>10.2f}{ours[key] / stock[key]:>8.2f}")


if __name__ == "__main__":
    main()
