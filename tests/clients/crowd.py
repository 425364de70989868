"""A crowd for the search: names, phones, plates and VINs as they are met, many rare surnames among common ones."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from app.clients.rules import name_key
from app.clients.searching import keys_of
from app.clients.spelling import search_keys
from app.demo.names import feminine, lists, patronymic
from app.kit.phones import reversed_digits

MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
STARTS = (  # noqa: SIM905
    "Аба Ага Ала Ами Ана Ара Арте Аста Бабу Бала Бара Бату Бели Бере Боло Бори Була Бура Вала Вара Васи Вели Вере"
    " Воло Воро Гала Гара Гера Голо Гори Гру Гуди Дави Дани Деми Доло Доро Дуби Егу Еле Ере Жили Жура Заба Заха Земе"
    " Зима Иго Изма Иса Кала Камы Кара Каша Киле Коза Коло Кондра Коро Коше Кула Кура Лаза Лату Лебе Лома Луки Мака"
    " Мали Марке Мати Меде Мели Моло Мура Нави Нади Нефе Ники Оба Оку Оре Пала Пара Пере Печо Поле Пота Приго Раки"
    " Редо Рого Руба Саве Сала Само Свири Село Серге Сиво Смоля Соло Стари Сури Табу Тара Тере Толма Тру Туги Уга Фала"
    " Фило Хари Холо Царе Чере Чума Шала Шапо Шеве Шуми Щего Юрча Яку Яро"
).split()
MIDDLES = "б бр в г гн д ж з зн к кл л ль м н нд нк п р рд рм рс с ск ст т тв х ц ч ш щ".split()  # noqa: SIM905
ENDS = "ов ев ин енко ский ук ян швили ых ович".split()  # noqa: SIM905
PLATES = "АВЕКМНОРСТУХ"
REGIONS = ("63", "163", "763", "73", "173", "116", "716", "64", "58", "777")
VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


class Somebody(msgspec.Struct, frozen=True, kw_only=True):
    """One client of the crowd."""

    id: UUID
    name: str
    phone: str
    plate: str | None
    vin: str | None


def crowd(count: int, seed: str = "crowd") -> Iterator[Somebody]:
    """The same crowd for the same seed. A fifth of the people shares the twenty commonest surnames."""
    random = Random(seed)
    common = lists()["surnames"]
    rare = sorted({start + middle + end for start in STARTS for middle in MIDDLES for end in ENDS})
    surnames = ["Иванов", "Смирнов", "Кузнецов", "Попов", "Петров", *common, *rare]
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(surnames))))
    firsts = {gender: lists()[f"first_{gender}"] for gender in "mf"}
    first_weights = list(accumulate(1 / (rank + 4) for rank in range(60)))
    for number in range(count):
        gender = "m" if random.random() < 0.57 else "f"
        surname = random.choices(surnames, cum_weights=weights)[0]
        names = firsts[gender]
        first = random.choices(names, cum_weights=first_weights[: len(names)])[0]
        father = patronymic(random.choice(lists()["fathers"]), gender)  # type: ignore[arg-type]
        parts = [surname if gender == "m" else feminine(surname), first, father]
        if random.random() < 0.1:
            parts = [*parts[1:], parts[0]]
        has_car = random.random() < 0.9
        signs = "".join(random.choices(PLATES, k=3))
        yield Somebody(
            id=UUID(int=random.getrandbits(60) | number << 80 | 7 << 76 | 2 << 62),
            name=" ".join(parts),
            phone=f"+79{number * 617_283_949 % 10**9:09d}",
            plate=f"{signs[0]}{random.randrange(1, 1000):03d}{signs[1:]}{random.choice(REGIONS)}"
            if has_car
            else None,
            vin=f"XTA{''.join(random.choices(VIN_SIGNS, k=7))}{random.randrange(10**7):07d}"
            if has_car
            else None,
        )


async def load_crowd(connection: Any, dealership: UUID, owners: list[UUID], people: list[Somebody]) -> None:
    """Copy the crowd into a house, four hundred to an owner, with the keys the actions would write."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        "clients": [],
        "book_lines": [],
        "contact_points": [],
        "search_keys": [],
    }
    for place, one in enumerate(people):
        owner = owners[place // 400 % len(owners)]
        rows["clients"].append(
            (dealership, one.id, one.name, name_key(one.name), one.name, "ru", owner, MADE_AT)
        )
        line = (dealership, one.id, "Lada Vesta" if one.plate else None, one.plate, owner, [one.phone])
        rows["book_lines"].append(line)
        rows["contact_points"].append((dealership, one.id, one.id, "phone", one.phone, True, MADE_AT))
        kept = [("word", word) for word in keys_of(one.name)["word"]] + search_keys(one.plate, one.vin)
        kept.append(("phone", reversed_digits(one.phone)))
        rows["search_keys"] += [(dealership, kind, key, one.id, owner) for kind, key in kept]
    for table, columns in COLUMNS.items():
        await connection.copy_records_to_table(
            table, columns=["dealership_id", *columns], records=rows[table]
        )


COLUMNS = {
    "clients": ["id", "name", "name_key", "address_form", "language", "owner_id", "created_at"],
    "book_lines": ["client_id", "car", "plate", "owner_id", "phones"],
    "contact_points": ["id", "client_id", "kind", "phone", "identifies", "created_at"],
    "search_keys": ["kind", "key", "client_id", "owner_id"],
}
