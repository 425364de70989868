"""The manager's day: who waits, what comes next."""
