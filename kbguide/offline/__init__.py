"""The guide without a server: built into a folder of files, and run by the browser alone."""
