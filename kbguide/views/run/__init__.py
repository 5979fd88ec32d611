"""The practice run: window, telephone, forms, and what came of it."""
