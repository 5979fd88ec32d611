"""A procedure as a graph: which screen can follow which, and which problems arise where. For authors and for tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbguide.content.catalogue import Content
from kbguide.content.checks_texts import registry
from kbguide.content.conditions import Condition
from kbguide.content.procedure import Field, Procedure, Screen

START = "start"


@dataclass(frozen=True)
class Edge:
    """A way from one screen to a later one; `when` are the conditions under which it is taken."""

    start: str
    end: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Screens in order, ways on, ways to other procedures, and the problems of each screen with what mends them."""

    procedure: Procedure
    screens: tuple[Screen, ...]
    edges: tuple[Edge, ...]
    turns: tuple[tuple[str, str], ...]  # screen, procedure
    problems: tuple[tuple[str, str], ...]  # screen, problem
    remedies: tuple[tuple[str, str], ...]  # problem, procedure


def graph(content: Content, procedure: Procedure) -> Graph:
    """The graph of one procedure, with what its scenarios let go wrong."""
    screens = tuple(content.screens[name] for name in procedure.screens)
    settled = procedure.settled
    edges = [Edge(START, one.id, one.when) for one in followers(content, settled, screens)]
    for number, screen in enumerate(screens, 1):
        after = followers(content, (*settled, *screen.when), screens[number:])
        edges += [Edge(screen.id, one.id, one.when) for one in after]
    problems = [(one.id, problem) for one in screens for problem in sorted(raised(content, procedure, one))]
    remedies = {(name, content.problems[name].remedy or "") for _, name in problems if content.problems[name].remedy}
    entries = [(one.id, entry) for one in screens for entry in one.entry if not procedure.leads_on(entry)]
    turns = [(name, entry.turn) for name, entry in entries if entry.turn]
    return Graph(procedure, screens, tuple(edges), tuple(turns), tuple(problems), tuple(sorted(remedies)))


def followers(content: Content, known: tuple[Condition, ...], rest: tuple[Screen, ...]) -> Iterator[Screen]:
    """The screens that can come next where `known` holds: each one whose turn is not surely taken by an earlier one."""
    open_ = content.choices
    for rule in known:
        open_[rule.key] &= set(rule.values)
    for screen in rest:
        rules: dict[str, set[str]] = {}
        for rule in screen.when:
            rules[rule.key] = rules.get(rule.key, open_[rule.key]) & set(rule.values)
        if not all(rules.values()):
            continue
        yield screen
        if len(rules) == 1:
            ((key, taken),) = rules.items()
            open_[key] -= taken  # whoever has one of these goes there
        if not rules or not all(open_.values()):
            return


def raised(content: Content, procedure: Procedure, screen: Screen) -> set[str]:
    """The problems that can arise on a screen of a procedure."""
    found = {check.problem for check in screen.check}.union(registry()["problems"].get(screen.kind, ()))
    found |= {entry.problem for entry in screen.entry if not procedure.leads_on(entry) and not entry.turn}
    for part in screen.field:
        found |= asked(content, part)
    if screen.kind == "reply":
        found |= guarded(content, screen.signal.digits if screen.signal else None)
    if signal := screen.signal:
        names = (signal.silent, signal.missed, signal.declined, signal.wrong, signal.late, signal.unfinished)
        found |= {name for name in names if name}
    for scenario in content.scenarios.values():
        if scenario.procedure == procedure.id:
            found |= {fault.problem for fault in scenario.fault if fault.screen == screen.id}
    return found


def asked(content: Content, part: Field) -> set[str]:
    """The problems of one field."""
    named = (part.wrong, part.locked, *(option.wrong for option in part.option))
    found = {*registry()["problems"][part.kind], *filter(None, named)}
    if part.kind in ("tick", "choice"):
        return found
    if part.length and part.kind != "text":
        found |= {"field-length"}
    if len({persona.values.get(part.expects or "") for persona in content.personas.values()}) > 1:
        found |= {"someone-elses"}
    return found | guarded(content, part.length)


def guarded(content: Content, length: int | None) -> set[str]:
    """What is said of a number that looks real, where so many digits are asked for."""
    return {guard.problem for guard in content.guards.values() if guard.length in (None, length)}


def mermaid(content: Content, found: Graph, lang: str) -> str:
    """The graph as a Mermaid flowchart: steps as frames, screens as boxes, problems with dotted lines."""
    lines = ["flowchart TD", f"  {START}(( ))"]
    for number, step in enumerate(found.procedure.step, 1):
        lines.append(f'  subgraph step{number}["{number} {label(step.name[lang])}"]')
        lines += [f'    {name}["{label(content.screens[name].title[lang])}"]' for name in step.screens]
        lines.append("  end")
    for edge in found.edges:
        when = label(", ".join(map(str, edge.when)))
        lines.append(f'  {edge.start} -->|"{when}"| {edge.end}' if when else f"  {edge.start} --> {edge.end}")
    for screen, procedure in found.turns:
        lines.append(f'  {screen} ==> turn_{procedure}[["{label(content.procedures[procedure].title[lang])}"]]')
    for screen, problem in found.problems:
        lines.append(f'  {screen} -.-> problem_{problem}("{label(content.problems[problem].title[lang])}"):::problem')
    for problem, procedure in found.remedies:
        title = label(content.procedures[procedure].title[lang])
        lines.append(f'  problem_{problem} -.-> remedy_{procedure}[["{title}"]]')
    return "\n".join([*lines, "  classDef problem stroke-dasharray: 4 4"])


def label(text: str) -> str:
    """A text that Mermaid takes between quotes; a sign that means something to it is written as its number."""
    return re.sub(r'["#%&<>|{}()\[\]`\\]', lambda sign: f"#{ord(sign[0])};", " ".join(text.split()))
