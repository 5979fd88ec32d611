"""`python -m kbguide` is the `kbguide` command."""

import sys

from kbguide.cli import main

sys.exit(main())
