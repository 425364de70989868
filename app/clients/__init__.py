"""The card: who the client is, how to reach them, whose they are, and their line in the book."""
