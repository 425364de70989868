"""The client's window: the talk of a client in their own browser, without an account."""
