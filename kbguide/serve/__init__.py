"""The guide as web pages: Voila's settings, the page around the notebooks, and the `kbguide` command."""
