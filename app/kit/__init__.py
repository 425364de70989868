"""Plumbing without trade words: database, clock, ids, tokens, errors."""
