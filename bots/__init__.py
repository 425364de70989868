"""The channels: what comes in from messengers and how words go out to them."""
