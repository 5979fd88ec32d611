"""The guide as a site: its addresses, its pages, and the template around the notebooks."""

import sys

# Voila imports jsonschema, which does without this if it must; to compile the grammar in it takes 0.7 s at every start.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
