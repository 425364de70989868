"""The rules of urgency one by one: endings, slips, other letters, what takes a sign back, and by when it is needed."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.coverage.hours import needed_by
from app.coverage.urgency import Burst, Verdict, closes, judged, names_of
from app.people.model import Person
from app.standards.patterns import plain
from app.standards.urgency import USUAL, Sign, UrgencyRules
from tests.coverage.labelled import NAMES, NIGHT, PROMISED, ZONE


def verdict(*texts: str, wordless: tuple[str, ...] = (), rules: UrgencyRules = USUAL) -> Verdict:
    return judged(Burst(texts=list(texts), wordless=list(wordless)), rules, NIGHT, PROMISED, ZONE, NAMES)


def only(*patterns: str, weight: str = "now", **more: bool) -> UrgencyRules:
    sign = Sign(name="Дело", weight=weight, patterns=list(patterns))  # type: ignore[arg-type]
    return UrgencyRules(signs=[sign], ask_unclear=False, **more)


@pytest.mark.parametrize(
    "words",
    ["эвакуатор", "Эвакуатора!", "ЭВАКУАТОРЫ", "эвакуаторр", "эвакуатоор", "эвкауатор", "эакуатор", "эвакуаттор",
     "evakuator", "'dfrefnjh", "эвaкуaтоp"],
)  # fmt: skip
def test_a_word_is_found_in_any_ending_with_a_slip_and_in_other_letters(words: str) -> None:
    found = verdict(words, rules=only("эвакуатор*"))
    assert (found.urgency, found.sure) == ("now", True)
    assert found.reasons[0].sign == "Дело"


@pytest.mark.parametrize(
    "words", ["вакуум", "это не эвакуатор", "эвакуатора нет", "эвакуатора не было", "эк"]
)
def test_what_is_denied_or_only_similar_is_not_found(words: str) -> None:
    assert verdict(words, rules=only("эвакуатор*")).urgency == "wait"


def test_words_of_a_pattern_stand_near_each_other_in_its_order_also_over_two_messages() -> None:
    rules = only("стою трасс*")
    assert verdict("стою тут на трассе", rules=rules).urgency == "now"
    assert verdict("стою", "на трассе", rules=rules).urgency == "now"
    assert verdict("на трассе стою", rules=rules).urgency == "wait"
    assert verdict("стою и думаю себе о жизни на трассе", rules=rules).urgency == "wait"


def test_a_word_after_a_minus_takes_the_sign_back_only_near_it() -> None:
    rules = only("горит -чек*")
    assert verdict("чек горит", rules=rules).urgency == "wait"
    assert verdict("чек я потерял давно и не нашёл, но машина горит", rules=rules).urgency == "now"


def test_what_calms_makes_a_question_of_waking_and_nothing_of_a_question() -> None:
    assert (verdict("авария").asks, verdict("авария была вчера").asks) == (False, True)
    assert verdict("машина не заводится").asks
    assert verdict("не заводится у соседа, не срочно").urgency == "wait"


@pytest.mark.parametrize("kind", ["photo", "voice", "location", "document"])
def test_what_has_no_words_is_asked_about_unless_the_house_does_not_wish_it(kind: str) -> None:
    found = verdict(wordless=(kind,))
    assert (found.asks, found.wordless, found.reasons) == (True, True, [])
    assert verdict(wordless=(kind,), rules=only("авария", ask_without_words=False)).urgency == "wait"
    assert verdict("Это фото полиса, когда оформим?", wordless=(kind,)).urgency == "wait"


def test_words_without_a_question_or_a_usual_matter_are_asked_about() -> None:
    found = verdict("двое в масках ходят кругами")
    assert (found.asks, found.unclear) == (True, True)
    quiet = UrgencyRules(ask_unclear=False)
    assert verdict("двое в масках ходят кругами", rules=quiet).urgency == "wait"


def test_thanks_with_a_question_trouble_or_more_to_say_are_none() -> None:
    assert verdict("Спасибо, Вера!").urgency == "thanks"
    for words in ("Спасибо? И это всё", "спасибо, помогите", "Спасибо, коробка пинается", "ок, а цена", ""):
        assert verdict(words).urgency != "thanks", words
    assert verdict("ок", wordless=("photo",)).urgency != "thanks"


@pytest.mark.parametrize(
    "words",
    ["Спасибо. Отмените", "Понял. Передумал", "Хорошо. Записывайте", "Ок. Жалоба", "Хорошо. Беру", "Хорошо, Перенесите",
     "Спасибо, жду ответ", "Ок, приеду утром", "Ок, завтра", "Хорошо. Олег", "Хорошо, за Деньгами", "Ок. Помяла",
     "Помяла", "Ок. Запись", "Спасибо, дорого", "Ок, а что так", "Спасибо за звонок, отмените", "Хорошо, ответ"],
)  # fmt: skip
def test_an_order_or_news_beside_closing_words_is_no_thanks(words: str) -> None:
    assert verdict(words).urgency != "thanks"


def test_a_slip_makes_no_closing_word_of_a_short_other_one() -> None:
    rules = UrgencyRules(signs=[Sign(name="Спасибо", weight="thanks", patterns=["поняла", "спасибо"])])
    assert [closes(words, rules) for words in ("поняла", "помяла", "спосибо")] == [True, False, True]


@pytest.mark.parametrize("weight", ["now", "ask", "calm", "before", "usual"])
def test_any_other_sign_in_closing_words_refuses_them(weight: str) -> None:
    thanks = Sign(name="Спасибо", weight="thanks", patterns=["хорошо", "пока"])
    other = Sign(name="Дело", weight=weight, patterns=["хорошо пока"])  # type: ignore[arg-type]
    assert verdict("Хорошо, пока", rules=UrgencyRules(signs=[thanks])).urgency == "thanks"
    assert verdict("Хорошо, пока", rules=UrgencyRules(signs=[thanks, other])).urgency != "thanks"


@pytest.mark.parametrize("words", ["Спасибо, жду", "Ок, приеду утром", "Хорошо буду", "Спасибо, жду ответ"])
def test_what_only_waits_is_not_asked_about(words: str) -> None:
    assert verdict(words).urgency == "wait"


def test_the_people_of_the_house_are_thanked_by_first_name_or_as_they_are_addressed() -> None:
    person = Person(
        id=UUID(int=1), handle="irina", name="Ирина Белова", address_form="Ирина Павловна", role="supervisor",
        language="ru", trade=None, deactivated_at=None,
    )  # fmt: skip
    names = names_of([person])
    assert names == {"ирина", "павловна"}
    assert closes("Спасибо, Ирина Павловна!", USUAL, names)
    assert not closes("Спасибо, Ирина Павловна!", USUAL)


@pytest.mark.parametrize(
    ("words", "hours"),
    [("до 6", 6.33), ("в семь утра", 7.33), ("к 8:30", 8.83), ("через полчаса", 0.5), ("через 2 часа", 2),
     ("часов в 7 вечера", 19.33), ("к 00:10", 0.5), ("at 6 am", 6.33),
     ("через полтора часа", 1.5), ("через пол часа", 0.5), ("через час", 1), ("через минуту", 0.5),
     ("в 12 ночи", 0.33), ("at 12 am", 0.33), ("к 12:30 ночи", 0.83), ("в 12 дня", 12.33)],
)  # fmt: skip
def test_an_hour_is_the_next_such_hour(words: str, hours: float) -> None:
    found = needed_by(plain(words), NIGHT, ZONE)
    assert found is not None
    assert abs(found[0] - (NIGHT + timedelta(hours=hours))) < timedelta(minutes=1), found


@pytest.mark.parametrize(
    "words",
    ["до 6 тысяч", "до 5 лет", "в 2 раза", "к 8 марта", "послезавтра в 7",
     "в субботу в 7", "в 25", "в 7 дней", "в 6 комплектах"],
)  # fmt: skip
def test_not_every_number_is_an_hour(words: str) -> None:
    assert needed_by(plain(words), NIGHT, ZONE) is None


def test_needed_before_the_promise_is_asked_about_and_after_it_waits() -> None:
    words = "Улетаю, можно забрать ключи до {}?"
    assert verdict(words.format("7")).urgency == "before"
    assert verdict(words.format("11 утра")).urgency == "wait"
    nobody = judged(Burst(texts=[words.format("7")], wordless=[]), USUAL, NIGHT, None, ZONE)
    assert nobody.urgency == "wait", "where nothing was promised nothing can be too late"


def test_the_reasons_say_which_sign_and_which_words() -> None:
    found = verdict("Добрый вечер, тут мы немного", "в столб въехали")
    assert [(one.sign, one.weight, one.words) for one in found.reasons] == [
        ("Авария", "now", "столб въехали")
    ]


def test_a_very_long_text_is_judged_by_its_end() -> None:
    assert verdict("а " * 100_000 + "машина горит").urgency == "now"
