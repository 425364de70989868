"""Web push: who is subscribed, what is pushed, and how it gets to a person's browser."""
