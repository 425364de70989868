"""What higher features lend to the sync: filled by `app.main`, so that `sync` need not know them."""

from app.sync.model import Mutation, Reader

READERS: dict[str, Reader] = {}
MUTATIONS: dict[str, Mutation] = {}
