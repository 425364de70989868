"""Dealerships, persons and their roles, sign-in and sessions."""
