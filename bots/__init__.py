"""The Telegram bots: what comes in by webhook or polling, what clients are answered, what goes out."""
