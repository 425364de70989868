"""The cast of the demo: two dealerships and the people who work there."""

from app.demo.model import DemoDealership, DemoPerson, DemoSchedule, Hours

VERA = DemoPerson(handle="vera", name="Вера Орлова", address_form="Вера", gender="f", role="manager")
OLEG = DemoPerson(handle="oleg", name="Олег Титов", address_form="Олег", gender="m", role="manager")

WHOLE: Hours = (540, 1260, "work")
MORNING: Hours = (540, 780, "work")
EVENING: Hours = (1020, 1260, "work")
OFFICE: Hours = (600, 1140, "work")
NIGHT: Hours = (1260, 1980, "duty")

SCHEDULES = (
    DemoSchedule(
        handle="vera",
        week=((WHOLE,), (MORNING, EVENING), (WHOLE, NIGHT), (), (WHOLE,), (WHOLE, NIGHT), ()),
        pair="oleg",
    ),
    DemoSchedule(
        handle="oleg", week=((), (WHOLE,), (), (WHOLE,), (WHOLE, NIGHT), (), (WHOLE, NIGHT)), pair="vera"
    ),
    DemoSchedule(
        handle="irina",
        week=((OFFICE, NIGHT), (OFFICE, NIGHT), (OFFICE,), (OFFICE, NIGHT), (OFFICE,), (), ()),
    ),
)
"""Together they cover every minute: by day somebody of the pair, each night one of the three."""

TOGLIATTI = DemoDealership(
    code="TLT",
    name="Тольятти Премиум",
    language="ru",
    time_zone="Europe/Samara",
    phone="+70005550063",
    people=(
        VERA,
        OLEG,
        DemoPerson(
            handle="irina", name="Ирина Белова", address_form="Ирина Павловна", gender="f", role="supervisor"
        ),
        DemoPerson(
            handle="sofia",
            name="Софья Лапина",
            address_form="Софья",
            gender="f",
            role="specialist",
            trade="credit",
        ),
        DemoPerson(
            handle="timur",
            name="Тимур Ахметов",
            address_form="Тимур",
            gender="m",
            role="specialist",
            trade="service",
        ),
        DemoPerson(
            handle="lev",
            name="Лев Аронов",
            address_form="Лев",
            gender="m",
            role="specialist",
            trade="trade_in",
        ),
        DemoPerson(handle="alla", name="Алла Громова", address_form="Алла", gender="f", role="administrator"),
    ),
    schedules=SCHEDULES,
)

SYZRAN = DemoDealership(
    code="SZR",
    name="Сызрань Авто",
    language="ru",
    time_zone="Europe/Samara",
    phone="+70005550064",
    people=(DemoPerson(handle="petr", name="Пётр Зимин", address_form="Пётр", gender="m", role="manager"),),
)

DEALERSHIPS = (TOGLIATTI, SYZRAN)
