"""`python -m kbguide` is the `kbguide` command."""

import sys

from kbguide.serve.cli import main

sys.exit(main())
