"""A card changed as a phone does it: over what the card says at that moment, or over what it said before."""

from typing import Any
from uuid import UUID

import httpx

from tests.cast import House


async def card_of(house: House, client: UUID, who: str = "vera") -> dict[str, Any]:
    card: dict[str, Any] = (await house.get(who, f"/api/clients/{client}")).json()
    return card


def over(card: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The body of a change of these fields by somebody who sees this card."""
    base = {name: card[name] for name in fields if name != "consents"}
    if "consents" in fields:
        given = {consent["purpose"]: consent["given"] for consent in card["consents"]}
        base["consents"] = {purpose: given.get(purpose) for purpose in fields["consents"]}
    return {"base": base} | fields


async def change(house: House, client: UUID, who: str = "vera", **fields: Any) -> httpx.Response:
    body = over(await card_of(house, client, who), **fields)
    return await house.send(who, "PATCH", f"/api/clients/{client}", body)
