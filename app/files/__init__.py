"""Photos, voices and documents: taken in from phones and channels, sealed, handed out by right."""
