"""Versioned house rules: opening hours, answer time."""
