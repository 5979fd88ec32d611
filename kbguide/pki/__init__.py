"""A real certificate behind the practice certificate."""
