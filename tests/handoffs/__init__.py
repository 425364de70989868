"""Capsules, notes back, substitution and specialists."""
