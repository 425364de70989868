"""Who answers a client at a given minute, and by when an answer can honestly be promised."""
