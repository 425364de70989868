"""Boards over many rooms, for those who look after the house. They read, and change nothing."""
