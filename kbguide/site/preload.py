"""What every kernel of the guide needs, read once: the fork server imports this module before it forks."""

import kbguide.guide  # noqa: F401  a kernel finds it imported
from kbguide.content.loader import load

load()
