"""What stands in each chapter."""
