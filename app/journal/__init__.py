"""What happened, who did it and when; what the card shows of it; who has still to read it."""
