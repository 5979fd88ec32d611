"""Listening to the guide as somebody who does not see it: `@guidepup/virtual-screen-reader` in the page reads aloud.

It is found below the folder that `KBGUIDE_EAR` names, after `npm install --no-save --prefix FOLDER` with the package
and the version in `.ci/run`; no part of it is shipped. A test takes the fixture `listening`, does something, and
compares what was said with a file in `tests/browser/ear`, which is written by hand:

    ear = listening(page, "ko")
    ear.does("asks for the call", lambda: walk.ring("ars"))   # what is announced, and where the focus then is
    ear.reads("the phone", ".kb-phone")                       # everything in a part, from its beginning
    ear.is_as_in("call.ko")

In these files `#` begins a remark, `>` is something that was done, `=` a part that is read; the lines below are heard,
in this order. `aloud:` is what a live region says by itself, `focus:` what is said of the control that has the focus.
"""

import difflib
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = "node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
LOGS = Path(__file__).parent / "ear"
LOAD = """async source => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  window.ear = (await import(address)).virtual;
  await ear.start({ container: document.body });
}"""
# Until nothing new has been said for some frames. The reader hears a live region that is hidden, too; nobody else does.
HEARD = """async () => {
  let still = 0, count = -1;
  while (still < 20) {
    await new Promise(requestAnimationFrame);
    const now = (await ear.spokenPhraseLog()).length;
    still = now === count ? still + 1 : 0;
    count = now;
  }
  const said = await ear.spokenPhraseLog();
  await ear.clearSpokenPhraseLog();
  const hidden = [...document.querySelectorAll("[role=status]")].filter(one => !one.checkVisibility());
  return said.filter(one => one !== "polite: " && !hidden.some(node => one === `polite: ${node.textContent}`));
}"""
NOW = """() => {
  const at = document.activeElement;
  return [/^H\\d/.test(at?.nodeName) ? at.innerText : "", document.querySelector(".kb-told")?.textContent ?? ""];
}"""
UNTIL = "before => {{ const now = ({now})()[{nr}]; return now && now !== before[{nr}]; }}"
# Item by item through one part. What is folded away is not read: it is hidden in a way that the reader does not know.
READ = """async part => {
  await ear.stop();
  await ear.start({ container: part });
  const said = [];
  const first = [ear.activeNode, await ear.lastSpokenPhrase()];
  for (let i = 0; i < 2000; i++) {
    const node = ear.activeNode;
    if (i && node === first[0] && await ear.lastSpokenPhrase() === first[1]) break;
    const at = node instanceof Element ? node : node?.parentElement;
    const folded = at?.closest("details:not([open])");
    if (!folded || at.closest("summary")?.parentElement === folded || at === folded)
      said.push(await ear.lastSpokenPhrase());
    await ear.next();
  }
  await ear.stop();
  await ear.start({ container: document.body });
  await ear.clearSpokenPhraseLog();
  return said;
}"""
SILENT = re.compile(r"end(?: of|,) |(paragraph|strong|emphasis|document|generic|form|list|term|definition|insertion)$")
ITEM = re.compile(r"listitem, ")
ROLES = {"paragraph", "listitem", "term", "definition", "list", "form"}  # after these a new line begins


def script() -> Path | None:
    """The reader's own file, or None where nobody has installed it."""
    folder = os.environ.get("KBGUIDE_EAR")
    found = Path(folder) / SCRIPT if folder else None
    return found if found and found.is_file() else None


class Ear:
    """One page that is listened to."""

    def __init__(self, page: Page, source: Path) -> None:
        self.page = page
        self.lines: list[str] = []
        page.evaluate(LOAD, source.read_text(encoding="utf-8"))
        page.evaluate(HEARD)

    def does(self, what: str, do: Callable[[], object], until: str = "") -> None:
        """Do something, and hear what is said of it; `until` another "heading" has the focus, or it is said "aloud"."""
        self.page.evaluate("() => ear.clearSpokenPhraseLog()")
        before = self.page.evaluate(NOW)
        do()
        if until:
            there = UNTIL.format(now=NOW, nr=("heading", "aloud").index(until))
            self.page.wait_for_function(there, arg=before)
        self.lines += [f"> {what}", *announced(self.page.evaluate(HEARD))]

    def reads(self, what: str, selector: str) -> None:
        """Read one visible part from its beginning to its end."""
        part = self.page.locator(selector).filter(visible=True).first.element_handle()
        self.lines += [f"= {what}", *in_one_go(self.page.evaluate(READ, part))]

    def is_as_in(self, name: str) -> None:
        """Compare all that was heard with what ought to be heard."""
        file = LOGS / f"{name}.txt"
        wanted = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        differ = difflib.unified_diff(wanted, self.lines, f"ought to be heard ({file.name})", "is heard", lineterm="")
        assert self.lines == wanted, "\n" + "\n".join(differ)


def announced(said: Iterable[str]) -> list[str]:
    """What is said without being asked: by live regions, and of what has the focus."""
    lines = []
    for phrase in said:
        kind, found, text = " ".join(phrase.split()).partition(": ")
        lines.append(f"aloud: {text}" if found and kind in ("polite", "assertive") else f"focus: {phrase}")
    return [line for number, line in enumerate(lines) if line not in lines[number - 1 : number]]


def in_one_go(said: Iterable[str]) -> list[str]:
    """Text that belongs together on one line; without ends of things, and without labels said of their control."""
    lines: list[str] = []
    joined = False  # whether the line before is text that goes on
    name = ""  # of the control that was read last
    for phrase in said:
        if phrase in ("strong", "end of strong"):
            continue
        role = phrase.split(", ")[0].removeprefix("end of ")
        if phrase in name:
            continue
        if SILENT.match(phrase) or ITEM.match(phrase):
            joined = joined and role not in ROLES
            continue
        if role in (
            "button",
            "radio",
            "link",
            "checkbox",
            "heading",
            "group",
            "region",
            "status",
            "searchbox",
            "textbox",
        ):
            name = phrase if role not in ("status", "region") else ""
            joined = False
            lines.append(phrase)
        elif joined:
            lines[-1] += f" {phrase}"
        else:
            lines.append(phrase)
            joined = True
    return lines
