"""Several pictures that leave as one: which of a message's files belong together, and what the channel calls each."""

from uuid import UUID

from msgspec.structs import replace

from app.deliveries.model import Album, Parcel
from app.files.model import StoredFile
from app.kit.db import Db


def parcels_of_files(files: list[StoredFile], album: Album | None) -> list[Parcel]:
    """Files in their order; pictures beside each other are one album, as far as the channel takes them together."""
    parcels: list[Parcel] = []
    for run in runs_of(files, album):
        first, *rest = run
        parcels.append(Parcel(file_id=first.id, media_kind=first.kind, album=[file.id for file in rest]))
    return parcels


def runs_of(files: list[StoredFile], album: Album | None) -> list[list[StoredFile]]:
    runs: list[list[StoredFile]] = []
    for file in files:
        if (
            runs
            and album
            and all(fits(each, album) for each in (*runs[-1], file))
            and room(runs[-1], file, album)
        ):
            runs[-1].append(file)
        else:
            runs.append([file])
    return runs


def fits(file: StoredFile, album: Album) -> bool:
    return file.kind == "photo" and file.size is not None and file.size <= album.largest


def room(run: list[StoredFile], file: StoredFile, album: Album) -> bool:
    size = sum(each.size or 0 for each in (*run, file))
    return len(run) < album.most and size <= album.together


def apart(album: Parcel) -> list[Parcel]:
    """Each of its pictures by itself; the words stay with the first."""
    rest = [Parcel(file_id=id, media_kind=album.media_kind) for id in album.album]
    return [replace(album, album=[]), *rest]


def weight(body: dict[str, object]) -> int:
    """How many messages a channel counts for a parcel: each picture of an album is one to its limits."""
    album = body.get("album")
    return 1 + len(album) if isinstance(album, list) else 1


KEEP_FURTHER = """
INSERT INTO remote_ids (dealership_id, address_id, remote_id, thing_id)
SELECT $1, d.address_id, each.remote_id, d.thing_id FROM unnest($3::text[]) AS each (remote_id)
JOIN deliveries d ON d.dealership_id = $1 AND d.id = $2
ON CONFLICT DO NOTHING
"""


async def keep_further(db: Db, delivery: UUID, remote_ids: list[str]) -> None:
    """Answers to any picture of an album find the message that it is part of."""
    if remote_ids:
        await db.run(KEEP_FURTHER, delivery, remote_ids)
