"""Short exchanges of load data: a question and its answer, without the pace and the turns of a real talk."""

from datetime import date, datetime, timedelta
from random import Random

from app.demo.house import House
from app.demo.model import DemoMessage, DemoPerson
from app.demo.rhythm import business_hour

WELCOME = (
    "{form}, это {mgr}, ваш персональный менеджер. Поздравляю с покупкой! С любым вопросом пишите сюда.",
    "{form}, добрый день! Это {mgr}. Теперь я на связи по всем вопросам о {car}: сервис, страховка, документы.",
    "Добрый день, {form}! Спасибо за выбор {car}. Пишите мне в любое время, {mgr}.",
)
EXCHANGES = (
    (
        "Здравствуйте! Сколько будет стоить ближайшее ТО на {car}?",
        "Добрый день, {form}! Ближайшее ТО на {car} стоит от 14 до 18 тысяч. Точную смету пришлю перед записью.",
    ),
    (
        "{mgr}, добрый день, можно записаться на шиномонтаж на этой неделе?",
        "{form}, можно в четверг в 11:30 или в субботу в 10:00. Что удобнее?",
    ),
    (
        "Загорелась лампочка давления в шинах, это опасно?",
        "{form}, доехать до нас можно спокойно. Подкачайте до 2,2 и заезжайте, посмотрим колёса без записи.",
    ),
    (
        "Добрый день! Когда у меня заканчивается страховка?",
        "{form}, добрый день! Полис ещё действует, за две недели до конца напомню и пришлю варианты.",
    ),
    (
        "Сколько сейчас дадут за мой {car} в трейд-ин?",
        "{form}, по фото назову вилку сегодня, а точную цену — после осмотра, это полчаса.",
    ),
    (
        "Нужна справка для налоговой о покупке, можно как-то без приезда?",
        "Да, {form}, скан пришлю завтра утром, оригинал отправим почтой.",
    ),
    (
        "Скрипит при торможении на холодную. Это нормально?",
        "{form}, после ночи лёгкий скрип бывает. Если не пройдёт за неделю, запишу на осмотр колодок, это бесплатно.",
    ),
    (
        "Можно перенести запись с пятницы на понедельник?",
        "Да, {form}, понедельник 9:30 за вами. Подтверждение придёт накануне.",
    ),
    (
        "Посоветуйте зимнюю резину на {car}, бюджет небольшой",
        "{form}, есть два проверенных варианта по 6 и 7,5 тысяч за колесо. Оба в наличии, установка сегодня.",
    ),
    (
        "Второй ключ потерялся, сколько стоит сделать?",
        "{form}, ключ с программированием — около 12 тысяч, срок три дня. Возьмите с собой СТС и паспорт.",
    ),
)


def first_words(
    random: Random, manager: DemoPerson, words: dict[str, str], linked: datetime
) -> list[DemoMessage]:
    """What the manager writes within the hour after the client came in."""
    moment = linked + timedelta(minutes=random.randint(2, 50))
    return [_out(moment, random.choice(WELCOME).format_map(words), manager)]


def exchange(
    random: Random, house: House, manager: DemoPerson, words: dict[str, str], day: date
) -> list[DemoMessage]:
    """A question of that day and its answer within the hour."""
    asked, told = random.choice(EXCHANGES)
    moment = business_hour(random, day, house.zone)
    return [
        DemoMessage(at=moment, direction="in", text=asked.format_map(words)),
        _out(moment + timedelta(minutes=random.randint(2, 55)), told.format_map(words), manager),
    ]


def question(random: Random, words: dict[str, str], moment: datetime) -> DemoMessage:
    """A question nobody has answered yet."""
    return DemoMessage(at=moment, direction="in", text=random.choice(EXCHANGES)[0].format_map(words))


def _out(moment: datetime, text: str, manager: DemoPerson) -> DemoMessage:
    return DemoMessage(at=moment, direction="out", text=text, author=manager.handle, state="sent")
