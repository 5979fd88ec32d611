"""What is in `data/`: what the entries are made of, how they are read, and whether they fit together."""
