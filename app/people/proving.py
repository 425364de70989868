"""Passkeys: the question, and what a device answers to it. The words of the protocol are the library's."""

import hmac
import secrets
import struct
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import msgspec
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException

from app.config import Config
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field
from app.kit.ids import feed_of
from app.kit.secrets import Seal
from app.kit.tokens import digest, encoded
from app.people.actions import open_session
from app.people.notices import notify
from app.people.passkeys import (
    MOST,
    credentials_of,
    insert_passkey,
    is_known_on,
    mark_opened,
    mark_used,
    passkey_with,
)
from app.texts import Phrase

ASKED_FOR = timedelta(minutes=5)
Bytes = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]+$", max_length=8192)]
"""Bytes as browsers write them in JSON: base64url without padding."""


class NewPasskey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device answered when it was asked to make one; `id` is made by the phone."""

    id: UUID
    credential_id: Bytes
    client_data: Bytes
    attestation: Bytes


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device answered when it was asked whose it is."""

    credential_id: Bytes
    client_data: Bytes
    authenticator_data: Bytes
    signature: Bytes
    user_handle: Bytes


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The question, good for five minutes. `user` only for whoever makes a passkey, `known` also for whoever proves
    once more."""

    challenge: str
    house: str
    user: str | None = None
    known: list[str] = []


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a passkey belongs: the site as browsers name it, and the key of its questions."""

    site: str
    house: str
    key: bytes

    def ask(self, what: str, now: datetime) -> bytes:
        """A question that only this installation can have put."""
        head = secrets.token_bytes(16) + struct.pack(">d", now.timestamp())
        return head + self._mark(what, head)

    def asked(self, what: str, client_data: str, now: datetime) -> bytes:
        """The question that this answer names, if it was put here and lately. Raises a field's trouble."""
        try:
            said = msgspec.json.decode(unpacked(client_data), type=dict[str, Any])
            question = unpacked(str(said["challenge"]))
        except (msgspec.DecodeError, KeyError, ValueError) as error:
            raise not_proved() from error
        head, mark = question[:24], question[24:]
        if len(head) < 24 or not hmac.compare_digest(mark, self._mark(what, head)):
            raise not_proved()
        age = now.timestamp() - struct.unpack(">d", head[16:])[0]
        if not 0 <= age <= ASKED_FOR.total_seconds():
            raise not_proved()
        return question

    def _mark(self, what: str, head: bytes) -> bytes:
        return hmac.digest(self.key, what.encode() + head, "sha256")[:16]


def place_of(config: Config, seal: Seal) -> Place:
    return Place(site=config.site, house=urlsplit(config.site).hostname or "", key=seal.derived("passkeys"))


def not_proved() -> Problem:
    return bad_field("credential_id", "not_proved")


def unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def handle_of(who: Who) -> bytes:
    """What a passkey carries of its person: whose house, and who."""
    return who.dealership.bytes + who.id.bytes


def person_in(handle: str) -> tuple[UUID, UUID]:
    """The dealership and the person that a passkey names."""
    try:
        plain = unpacked(handle)
        return UUID(bytes=plain[:16]), UUID(bytes=plain[16:])
    except ValueError as error:
        raise not_proved() from error


async def ask_for_passkey(db: Db, who: Who, place: Place) -> Asked:
    """What a device needs to make a passkey for this person."""
    known = [encoded(one) for one in await credentials_of(db, who.id)]
    if len(known) >= MOST:
        raise Problem("too_many_passkeys", 409, n=MOST)
    question = place.ask(f"make {who.session}", db.now)
    return Asked(challenge=encoded(question), house=place.house, user=encoded(handle_of(who)), known=known)


async def add_passkey(db: Db, who: Who, place: Place, new: NewPasskey, device: str | None) -> None:
    """From now on this passkey signs its maker in."""
    question = place.asked(f"make {who.session}", new.client_data, db.now)
    response = {"clientDataJSON": new.client_data, "attestationObject": new.attestation}
    try:
        made = verify_registration_response(
            credential=credential(new.credential_id, response),
            expected_challenge=question,
            expected_rp_id=place.house,
            expected_origin=place.site,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise not_proved() from error
    if await insert_passkey(
        db,
        new.id,
        who.id,
        made.credential_id,
        made.credential_public_key,
        made.sign_count,
        device,
        who.session,
    ):
        await notify(db, who.id, "passkey.added", Phrase("notice.passkey_added", {"device": called(device)}))
        await record(db, "passkey.added", by=who.id, subject=new.id)
        db.touch(feed_of("person", who.id), "me", who.id)


async def sign_in_by_passkey(
    db: Db, place: Place, proof: Proof, person: UUID, session: str, device: str | None
) -> None:
    """Exchange an answer for a session with this token."""
    known = await verified(db, place, "sign in", proof, person)
    if device != known["device"] and not await is_known_on(db, person, known["id"], device):
        words = Phrase("notice.signed_in_by_passkey", {"device": called(device)})
        await notify(db, person, "session.opened", words)
    await open_session(db, person, "cookie", session, device)
    await mark_opened(db, digest(session), known["id"])


async def verified(db: Db, place: Place, what: str, proof: Proof, person: UUID) -> asyncpg.Record:
    """The passkey of this person by which the question is answered. Each question is answered once."""
    question = place.asked(what, proof.client_data, db.now)
    known = await passkey_with(db, decoded(proof.credential_id), person)
    if known is None or not await spend_question(db, question, person):
        raise not_proved()
    response = {
        "clientDataJSON": proof.client_data,
        "authenticatorData": proof.authenticator_data,
        "signature": proof.signature,
        "userHandle": proof.user_handle,
    }
    try:
        proved = verify_authentication_response(
            credential=credential(proof.credential_id, response),
            expected_challenge=question,
            expected_rp_id=place.house,
            expected_origin=place.site,
            credential_public_key=known["public_key"],
            credential_current_sign_count=known["sign_count"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise not_proved() from error
    await mark_used(db, known["id"], proved.new_sign_count)
    return known


def called(device: str | None) -> str | Phrase:
    return device or Phrase("notice.some_device")


def decoded(text: str) -> bytes:
    try:
        return unpacked(text)
    except ValueError as error:
        raise not_proved() from error


def credential(id: str, response: dict[str, str]) -> dict[str, Any]:
    """An answer in the shape in which the library reads it."""
    kind: Literal["public-key"] = "public-key"
    return {"id": id, "rawId": id, "type": kind, "response": response}


SPEND_QUESTION = """
INSERT INTO sign_in_links (dealership_id, token_hash, person_id, made_at, expires_at, used_at, kind)
VALUES ($1, sha256($2), $3, $4, $4, $4, 'passkey') ON CONFLICT DO NOTHING
"""


async def spend_question(db: Db, question: bytes, person: UUID) -> bool:
    """False where it was answered before: what somebody overheard lets nobody in."""
    return await db.run(SPEND_QUESTION, question, person, db.now) == 1
