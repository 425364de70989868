"""The menu: what a client can ask for by one tap, one word or one command, in any messenger."""
