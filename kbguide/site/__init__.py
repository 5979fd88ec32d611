"""The guide as a site: its addresses, its pages, and the template around the notebooks."""
