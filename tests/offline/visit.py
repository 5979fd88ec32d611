"""One visit without a browser, in a process of its own: `prepare` puts stand-ins in the place of libraries.

Reads the code of a notebook and what is kept of a learner as JSON, does what worker and page would do, and prints as
JSON what was said.
"""

import json
import sys
from typing import Any

from kbguide.offline import kernel

NOTEBOOK = kernel.NOTEBOOK


def build(code: dict[str, Any]) -> list[str]:
    run = [NOTEBOOK.run(one) for one in code["code"]]
    return run + [NOTEBOOK.show(int(number), expression) for number, expression in code["shown"].items()]


def visit(code: dict[str, Any], other: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    kernel.prepare()
    built = build(code)
    guide = NOTEBOOK.names["guide"]
    store, page = guide.store, guide.page.model_id

    def hear(comm_id: str, **content: Any) -> str:
        return kernel.hear(json.dumps({"comm_id": comm_id, "data": {"method": "custom", "content": content}}))

    def again() -> dict[str, Any]:
        return {"said": NOTEBOOK.show_again(), "seed": store.state.seed, "untouched": store.untouched}

    found = {
        "page": page,
        "seed": store.state.seed,
        "until": NOTEBOOK.good_until(),
        "built": built,
        "ping": hear(page, type="ping"),
        "nobody": hear("nobody", type="ping"),
        "restored": hear(page, type="restore", kept=json.dumps({"version": store.content.bank.version, **kept})),
        "again": [again(), again()],
    }
    NOTEBOOK.clear()
    return {**found, "other": build(other), "whole": NOTEBOOK.show_again()}


print(json.dumps(visit(**json.load(sys.stdin))))  # noqa: T201
