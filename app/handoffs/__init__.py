"""What passes between people about a client: the capsule for whoever steps in, the note back, a specialist's answer."""
