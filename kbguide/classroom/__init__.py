"""A class with a teacher: seats that say where they are, a board that shows it, orders that offer a button."""
