"""People in the lobby: they wrote, and nobody knows yet who they are."""

from datetime import timedelta
from random import Random

from app.demo import numbers
from app.demo.house import House
from app.demo.model import DemoMessage, DemoStranger
from app.demo.models import sold_on
from app.demo.phrasing import spoken
from app.demo.talks import talks

WAITED = (timedelta(minutes=7), timedelta(minutes=34), timedelta(hours=2, minutes=10))
SHOWN_NAMES = (("Максим", "m"), ("🌸Katya", "f"), ("Sergey V", "m"))
FIRST_NUMBER = 90_000


def strangers_of(house: House) -> list[DemoStranger]:
    """One thread for each of the scripts, none answered yet."""
    random = Random(f"{house.seed}/{house.dealership.code}/{house.order}/lobby")  # noqa: S311
    models, weights = sold_on(house.now.date())
    wanted = random.choices(models, weights)[0]
    found = []
    for place, talk in enumerate(talks()["strangers"]):
        name, gender = SHOWN_NAMES[place]
        began = house.now - WAITED[place]
        values = {"new_car": f"{wanted.make} {wanted.model}"}
        messages = tuple(
            DemoMessage(
                at=began + timedelta(seconds=25 * step),
                direction="in",
                text=spoken(line.parts, random, "f" if gender == "f" else "m", values),
            )
            for step, line in enumerate(talk.lines)
        )
        account = numbers.telegram_id(FIRST_NUMBER + place, house.order)
        found.append(DemoStranger(telegram_id=account, shown_name=name, messages=messages))
    return found
