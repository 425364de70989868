"""Which followers want a kind of entry: filled by `app.main` and `app.worker` from `app.followers`."""

wanted: dict[str, list[str]] = {}


def register(followers: dict[str, tuple[str, ...]]) -> None:
    """Learn who follows what: follower name → kinds of entries."""
    wanted.clear()
    for follower, kinds in followers.items():
        for kind in kinds:
            wanted.setdefault(kind, []).append(follower)


def followers_of(kind: str) -> list[str]:
    return wanted.get(kind, [])
