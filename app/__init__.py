"""Okno: the workspace of a car dealership's personal manager."""
