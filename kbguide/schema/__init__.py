"""What the entries in `data/` are made of; `kbguide.content` reads them, `kbguide.checks` looks at how they fit."""
