"""Anna, the client everybody knows: the first of Vera's book, with a recent short talk."""

from datetime import datetime, time, timedelta

from msgspec import structs

from app.demo.cast import VERA
from app.demo.clients import Plan, make_client
from app.demo.house import House
from app.demo.model import DemoClient, DemoContact, DemoMessage
from app.demo.models import MODELS
from app.demo.names import FullName
from app.demo.rhythm import at, slot_words

PHONE = "+70002021234"
PLATE = "Т417КМ163"
NAME = FullName(gender="f", first="Анна", patronymic="Сергеевна", surname="Ковалёва")
QUIET_DAYS = timedelta(days=5)

TALK = (
    ("in", time(13, 12), "Вера, добрый день! Сколько сейчас стоит защита картера на Vesta?"),
    ("out", time(13, 26), "Добрый день, Анна Сергеевна! С установкой 7 900 ₽, это около часа."),
    ("in", time(13, 31), "Хорошо, давайте поставим. Когда можно приехать?"),
    ("out", time(13, 40), "Свободно {slot}. Подойдёт?"),
    ("in", time(13, 42), "Да, отлично. Спасибо!"),
)


def anna(house: House) -> DemoClient:
    """Her card. Everything but the last talk comes from the same chance as with anybody else."""
    model = next(model for model in reversed(MODELS) if model.model == "Vesta SW Cross")
    plan = Plan(
        connected=True, name=NAME, never_before=time(11), bought_days_ago=1_050, model=model, plate=PLATE
    )
    made = make_client(house, VERA, 0, 0, plan)
    slot = at(house.now.date() + timedelta(days=4), time(11, 30), house.zone)
    talk = _talk(house, slot)
    before = [message for message in made.messages if message.at < talk[0].at - QUIET_DAYS]
    messages = (*before, *talk)
    return structs.replace(
        made,
        contacts=tuple(_hers(contact) for contact in made.contacts),
        messages=messages,
        waiting_since=None,
        read_through=len(messages),
        time_zone=None,
        never_after=None,
        next_step="установка защиты картера",
        next_step_at=slot,
    )


def _talk(house: House, slot: datetime) -> list[DemoMessage]:
    day = house.now.date() - timedelta(days=2)
    when = slot_words(slot)["slot"]
    messages = [
        _message(at(day, clock, house.zone), side, text.format(slot=when)) for side, clock, text in TALK
    ]
    messages[-1] = structs.replace(messages[-1], waived_at=messages[-1].at + timedelta(minutes=4))
    return messages


def _message(moment: datetime, side: str, text: str) -> DemoMessage:
    if side == "in":
        return DemoMessage(at=moment, direction="in", text=text)
    return DemoMessage(at=moment, direction="out", text=text, author=VERA.handle, state="sent")


def _hers(contact: DemoContact) -> DemoContact:
    return structs.replace(contact, value=PHONE) if contact.kind == "phone" else contact
