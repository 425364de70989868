"""The telephone: a rung of the ladder that rings, and calls of clients that nobody took."""
