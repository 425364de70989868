"""Loyalty: what clients said and did, complaints, the index of 100 minus losses, and the supervisor's board."""
