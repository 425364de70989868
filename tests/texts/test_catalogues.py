"""The catalogues themselves: two languages, one set of sentences."""

import re
from pathlib import Path

import msgspec
import pytest

import app.texts
from app.texts import LANGUAGES, phone_catalogue
from app.texts.catalogues import catalogue, placeholders, plural_categories, sentences_of

FOLDER = Path(app.texts.__file__).parent
FILES = sorted(FOLDER.glob("*.po"))
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def texts_of(language: str) -> dict[str, str]:
    """Code and sentence, each plural form by itself."""
    return {
        f"{code} {form}": text
        for code, sentence in catalogue(language).items()
        for form, text in ({"": sentence} if isinstance(sentence, str) else sentence).items()
    }


def test_both_languages_have_the_same_codes() -> None:
    assert set(catalogue("ru")) == set(catalogue("en"))


def test_a_sentence_asks_for_the_same_arguments_in_both_languages() -> None:
    other = catalogue("en")
    assert [
        code
        for code, sentence in catalogue("ru").items()
        if code in other and placeholders(sentence) != placeholders(other[code])
    ] == []


def test_a_sentence_with_plural_forms_has_them_in_both_languages() -> None:
    other = catalogue("en")
    plural = {code for code, sentence in catalogue("ru").items() if isinstance(sentence, dict)}
    assert plural == {code for code, sentence in other.items() if isinstance(sentence, dict)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_entry_is_translated_and_stands_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    written = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert sorted(written) == sorted(set(written))
    assert set(sentences_of(text, path.stem.rpartition(".")[2])) == set(written)


def test_the_same_code_is_never_in_two_files() -> None:
    for language in LANGUAGES:
        files = [path for path in FILES if path.stem.rpartition(".")[2] == language]
        counts = [len(sentences_of(path.read_text(encoding="utf-8"), language)) for path in files]
        assert sum(counts) == len(catalogue(language))


def test_codes_are_dotted_and_in_lower_case() -> None:
    assert [code for code in catalogue("ru") if not CODE.fullmatch(code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_a_stray_space_or_a_straight_quote(language: str) -> None:
    texts = {code: text for code, text in texts_of(language).items() if not code.startswith("time.pattern.")}
    assert [code for code, text in texts.items() if text != text.strip() or "  " in text] == []
    assert [code for code, text in texts.items() if '"' in text] == []
    assert [code for code, text in texts.items() if re.search(r"[{}]", re.sub(r"\{\w+\}", "", text))] == []


def test_the_reader_is_addressed_politely_in_russian() -> None:
    small_you = re.compile(r"\b(вы|вас|вам|вами|ваш\w*)\b")
    texts = texts_of("ru").items()
    # A button is the client's own word to the house, which is not one person.
    assert [code for code, text in texts if small_you.search(text) and not code.startswith("button.")] == []


def test_no_text_says_tomorrow() -> None:
    assert [code for code, text in texts_of("ru").items() if "завтра" in text.lower()] == []
    assert [code for code, text in texts_of("en").items() if "tomorrow" in text.lower()] == []


def test_texts_to_clients_never_speak_as_a_person() -> None:
    """Buttons are the client's own words."""
    speaker = {"ru": r"\b(я|мне|меня|мой)\b", "en": r"\b(I|me|my)\b"}
    for language in LANGUAGES:
        texts = {
            code: re.sub("[«“].*?[»”]", "", text)
            for code, text in texts_of(language).items()
            if code.startswith(("start.", "lobby.", "contact.", "inbound.", "menu."))
        }
        spoken = re.compile(speaker[language], 0 if language == "en" else re.IGNORECASE)
        assert [code for code, text in texts.items() if spoken.search(text)] == []


def test_russian_has_three_plural_forms_and_english_two() -> None:
    assert plural_categories("ru") == ("one", "few", "many")
    assert plural_categories("en") == ("one", "other")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phone_gets_its_own_sentences_and_no_others(language: str) -> None:
    sent = msgspec.json.decode(phone_catalogue(language), type=dict[str, str | dict[str, str]])
    assert sent["state.sent"] == catalogue(language)["state.sent"]
    assert sent["error.not_found"] == catalogue(language)["error.not_found"]
    assert all(code.startswith(("phone.", "error.", "state.")) for code in sent)
    assert all(
        {*plural_categories(language), "other"} == set(text)
        for text in sent.values()
        if isinstance(text, dict)
    )


def test_an_untranslated_or_fuzzy_entry_is_not_spoken() -> None:
    po = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "a.said"
msgstr "said"

msgid "a.empty"
msgstr ""

#, fuzzy
msgid "a.fuzzy"
msgstr "perhaps"
"""
    assert sentences_of(po, "en") == {"a.said": "said"}
