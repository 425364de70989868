"""The promises of delivery under fire: real processes killed at named places and at random, a database that is
restarted and frozen, a Telegram that drops, doubles and delays. Ledgers and tables must agree at the end.

`make test` runs the short profile; `make chaos` the long one, which writes its figures into README.
"""
