"""Serving kernels: seats, channels, forked kernels, limits. It knows no guide: what is the guide's is handed in."""

import sys

# Voila imports jsonschema, which does without this if it must; to compile the grammar in it takes 0.7 s at every start.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
