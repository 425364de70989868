"""All that leaves the house: addresses, the outbox, its states and limits. One attempt, one truth."""
