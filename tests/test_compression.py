"""Answers travel compressed once: never twice, and never a stream."""

import httpx
import pytest

from app.kit.ids import new_id
from tests.cast import House


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_phones_texts_open_after_one_unpacking(house: House, language: str) -> None:
    async with httpx.AsyncClient(base_url=house.site) as client:
        answer = await client.get(f"/texts/{language}.json", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["phone.nav.today"]


async def test_a_book_travels_compressed(house: House) -> None:
    for which in ("Первое", "Второе", "Третье", "Четвёртое", "Пятое"):
        body = {
            "id": str(new_id()),
            "name": f"{which} Очень Длинное Имя " * 6,
            "address_form": "Обращение " * 15,
        }
        assert (await house.post("vera", "/api/clients", body)).status_code == 201
    async with await house.as_("vera") as client:
        packed = await client.get("/api/book", headers={"accept-encoding": "gzip"})
        plain = await client.get("/api/book", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


async def test_a_long_answer_is_packed_on_its_way_and_a_short_one_is_not(house: House) -> None:
    body = {"id": str(new_id()), "name": "Ёлка " * 20, "address_form": "Обращение " * 15}
    assert (await house.post("vera", "/api/clients", body)).status_code == 201
    path = f"/api/clients/{body['id']}"
    async with await house.as_("vera") as client:
        packed = await client.get(path, headers={"accept-encoding": "gzip"})
        plain = await client.get(path, headers={"accept-encoding": "identity"})
        short = await client.get("/api/clients", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert packed.num_bytes_downloaded == int(packed.headers["content-length"]) < len(plain.content)
    assert packed.json() == plain.json()
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in short.headers
