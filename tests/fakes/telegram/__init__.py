"""A fake Telegram Bot API server with a ledger of everything and faults on demand."""

from .clients import User
from .fake import FakeTelegram, Settings
from .far import FarTelegram, FarUser
from .faults import KINDS, Fault, Mix
from .ledger import Ledger, Record, Sent
from .world import Bot, Chat, Update

__all__ = [
    "KINDS",
    "Bot",
    "Chat",
    "FakeTelegram",
    "FarTelegram",
    "FarUser",
    "Fault",
    "Ledger",
    "Mix",
    "Record",
    "Sent",
    "Settings",
    "Update",
    "User",
]
