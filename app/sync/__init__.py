"""What each phone must learn: feeds, changed rows, and acts applied once."""
