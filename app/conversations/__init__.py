"""The one lifelong talk of each client, the lobby of strangers, and what they were promised."""
