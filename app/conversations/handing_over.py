"""Clients go from one manager to another: book, talk, promises and announcement in one act, undone within a day."""

from datetime import datetime
from uuid import UUID

from app.clients import owners
from app.clients.owning import pass_clients, refuse_unfit, require_room, room_of
from app.clients.standing_in import drop_stand_ins
from app.conversations import announcing, handed, promises, transfers, watches
from app.conversations.handed import Handed
from app.conversations.snoozes import end_open_snoozes
from app.conversations.substitutes import let_newcomers_in, stood_in
from app.conversations.transfers import Asked, NewTransfer, Preview, RoomShown, Transfer, Undo
from app.journal.actions import record, record_each
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.ids import feed_of
from app.people.model import Named, Person
from app.people.notices import notify
from app.people.queries import person
from app.texts import Phrase, say


async def preview(db: Db, who: Who, asked: Asked) -> Preview:
    """What `hand_over` would do, with the same refusals but for a full book, which is shown."""
    only_supervisors(who)
    giver, receiver = await person(db, asked.from_id), await person(db, asked.to_id)
    giver, receiver = refuse_strange(asked, giver, receiver)
    clients = await owners.book(db, giver.id)
    if asked.clients is not None:
        clients = chosen(asked.clients, dict.fromkeys(clients, giver.id), giver)
    if not clients:
        raise Problem("nothing_to_hand_over", 409, name=giver.name)
    going = await handed.handed(db, clients)
    told = await announcing.announcements(db, going, giver, receiver) if asked.announce else []
    room = await room_of(db, receiver.id, len(clients), coming=clients)
    return Preview(
        giver=Named(id=giver.id, name=giver.name),
        receiver=Named(id=receiver.id, name=receiver.name),
        clients=len(clients),
        waiting=sum(one.waiting_since is not None for one in going),
        promises=sum(one.by_at is not None for one in going),
        connected=sum(one.address_id is not None for one in going),
        announcements=announcing.by_language(told),
        untold=len(clients) - len(told),
        room=RoomShown(
            clients=room.clients,
            after=room.clients + room.adding,
            capacity=room.capacity,
            over=room.over,
            hours_now=room.forecast.hours_now,
            hours_after=room.forecast.hours_after,
            basis=say(room.forecast.basis, who.language),
        ),
    )


async def hand_over(db: Db, who: Who, new: NewTransfer) -> Transfer:
    """Pass clients on: owner, both books, talks, promises and the announcement, in one unit.

    Only a supervisor does. Raises over_capacity for a full book, unless confirmed.
    """
    only_supervisors(who)
    if new.from_id == new.to_id:
        raise bad_field("to_id", "same_person")
    people = await owners.lock_persons(db, [new.from_id, new.to_id])
    giver, receiver = refuse_strange(new, people.get(new.from_id), people.get(new.to_id))
    if new.clients is None:
        clients = await owners.lock_book(db, giver.id)
    else:
        clients = chosen(new.clients, await owners.lock_owners(db, new.clients), giver)
    if not clients:
        raise Problem("nothing_to_hand_over", 409, name=giver.name)
    over = await require_room(db, receiver.id, len(clients), new.confirmed, coming=clients)
    if not await transfers.insert_transfer(db, new, len(clients), over, who.id):
        raise bad_field("id", "taken")
    began = await pass_clients(
        db, clients, giver, receiver, by=who.id, because="handed_over", transfer=new.id
    )
    going = await carry_talks(db, clients, giver, receiver)
    told = await announcing.announcements(db, going, giver, receiver) if new.announce else []
    said = await announcing.announce(db, told, receiver)
    rows = [(client, began[client], said.get(client)) for client in clients]
    await transfers.insert_transfer_clients(db, new.id, rows)
    untold = [client for client in clients if client not in said]
    await owners.change_untold(db, list(said), None)
    await owners.change_untold(db, untold, db.now)
    await record(
        db,
        "transfer.made",
        by=who.id,
        subject=new.id,
        giver=giver.id,
        receiver=receiver.id,
        clients=len(clients),
    )
    facts = {"n": len(clients), "giver": giver.name, "receiver": receiver.name}
    words = Phrase("notice.clients_received", facts)
    if untold:
        words = Phrase(
            "text.sentences", {"sentences": [words, Phrase("notice.clients_untold", {"n": len(untold)})]}
        )
    await notify(db, receiver.id, "transfer", words)
    if giver.deactivated_at is None:
        await notify(db, giver.id, "transfer", Phrase("notice.clients_given", facts))
    return await transfers.transfer(db, new.id)


def only_supervisors(who: Who) -> None:
    if who.role != "supervisor":
        raise Problem("forbidden", 403)


def refuse_strange(asked: Asked, giver: Person | None, receiver: Person | None) -> tuple[Person, Person]:
    """The giver may be out, their clients not: they go to an active manager of this house, another one."""
    if asked.from_id == asked.to_id:
        raise bad_field("to_id", "same_person")
    if giver is None:
        raise bad_field("from_id", "unknown_person")
    if giver.role != "manager":
        raise Problem("not_a_manager", 409, name=giver.name)
    refuse_unfit(receiver)
    assert receiver is not None
    return giver, receiver


def chosen(asked: list[UUID], owned: dict[UUID, UUID], giver: Person) -> list[UUID]:
    """The clients asked for, each once. One that is not the giver's is refused, with all: nobody moves in silence."""
    wanted = sorted(set(asked))
    strange = sum(owned.get(client) != giver.id for client in wanted)
    if strange:
        raise Problem("not_givers_clients", 409, n=strange, name=giver.name)
    return wanted


async def carry_talks(db: Db, clients: list[UUID], giver: Person, receiver: Person) -> list[Handed]:
    """The talks follow their clients: promises are the receiver's by the time that was told, what was read is
    read, what the one put aside the other sees, and the phones of both learn of the threads."""
    threads = await handed.lock_threads_of(db, clients)
    renamed = await promises.rename_promises(db, clients, receiver.id)
    await record_each(db, "promise.renamed", renamed, by=None, person=receiver.id)
    await owners.name_in_lines(db, [client for client, _ in renamed], receiver.id)
    await handed.hand_read_marks(db, threads, giver.id, receiver.id)
    await end_open_snoozes(db, threads)
    await stood_in(db, await drop_stand_ins(db, clients))
    await let_newcomers_in(db, receiver.id, clients)
    await watches.look_now(db, clients)
    for thread in threads:
        db.touch(feed_of("book", giver.id), "thread", thread, gone=True)
        db.touch(feed_of("book", receiver.id), "thread", thread)
    return await handed.handed(db, clients)


async def undo(db: Db, who: Who, act: Undo) -> Transfer:
    """Take a transfer back within a day: every client whose owner nobody changed since goes home.

    Announcements that have not left are withdrawn; whoever got one, or may have, hears the truth in a
    second text.
    """
    only_supervisors(who)
    found = await transfers.lock_transfer(db, act.transfer_id)
    if found is None:
        raise not_found()
    if found["undone_at"] is not None:
        raise Problem("transfer_undone", 409)
    if db.now - found["made_at"] >= transfers.UNDONE_WITHIN:
        raise Problem("transfer_too_old", 409)
    people = await owners.lock_persons(db, [found["from_id"], found["to_id"]])
    giver, receiver = people[found["from_id"]], people[found["to_id"]]
    refuse_unfit(giver)
    await owners.lock_owners(db, await transfers.clients_of_transfer(db, act.transfer_id))
    moved = await transfers.still_moved(db, act.transfer_id)
    clients = sorted(moved)
    if not clients:
        raise Problem("nothing_to_return", 409)
    await require_room(db, giver.id, len(clients), act.confirmed, coming=clients)
    await pass_clients(db, clients, receiver, giver, by=who.id, because="returned", transfer=act.transfer_id)
    going = await carry_talks(db, clients, receiver, giver)
    seconds = await tell_truth(db, who, moved, going, giver, found["made_at"])
    await transfers.return_clients(db, act.transfer_id, [(client, seconds.get(client)) for client in clients])
    await transfers.close_transfer(db, act.transfer_id, who.id)
    sides = {"giver": giver.id, "receiver": receiver.id}
    await record(db, "transfer.undone", by=who.id, subject=act.transfer_id, clients=len(clients), **sides)
    facts = {"n": len(clients), "giver": giver.name, "receiver": receiver.name}
    for one in (giver, receiver):
        if one.deactivated_at is None:
            await notify(db, one.id, "transfer", Phrase("notice.clients_returned", facts))
    return await transfers.transfer(db, act.transfer_id)


async def tell_truth(
    db: Db, who: Who, moved: dict[UUID, UUID | None], going: list[Handed], giver: Person, made_at: datetime
) -> dict[UUID, UUID]:
    """Withdraw what has not left; answers the second text of each client who was told, or may have been."""
    first = {message: client for client, message in moved.items() if message}
    reached = {first[message] for message in await announcing.take_back(db, list(first), who.id)}
    told = await announcing.corrections(
        db, [one for one in going if one.client_id in reached], giver, made_at
    )
    said = await announcing.announce(db, told, giver)
    wrongly = [
        client for client in reached if client not in said
    ]  # they read it, and cannot be reached any more
    await owners.change_untold(db, [client for client in moved if client not in wrongly], None)
    await owners.change_untold(db, wrongly, db.now)
    return said
