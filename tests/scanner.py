"""Finds in any output what must never be there: known names, phones, texts and tokens, and whatever looks so."""

import re
from collections.abc import Iterable

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d| UTC)?")
LOOKS = {
    "a Russian word": re.compile("[а-яА-ЯёЁ]{2,}"),
    "a phone": re.compile(r"(?<![\d.:])\+?\d(?:[ ()-]{0,3}\d){9,}(?![\d.])"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "a token": re.compile(r"(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[A-Za-z0-9_-]{30,}"),
}


def leaks(
    output: str,
    *,
    names: Iterable[str] = (),
    phones: Iterable[str] = (),
    texts: Iterable[str] = (),
    tokens: Iterable[str] = (),
) -> list[str]:
    """Everything personal or secret in `output`, each as "what: where"; an empty list is what we want.

    A name counts by each of its words, a phone by its last seven digits however they are written, a text by
    its words of five letters and more, a token by any twelve of its characters in a row.
    """
    plain = MOMENT.sub("", UUID.sub("", output))
    found = [f"{what}: {hit[0]}" for what, looks in LOOKS.items() for hit in looks.finditer(plain)]
    for name in names:
        found += [f"the name {name}: {word}" for word in words(name, 3) if has(word, plain)]
    for text in texts:
        found += [f"the text {text}: {word}" for word in words(text, 5) if has(word, plain)]
    for phone in phones:
        tail = "".join(filter(str.isdigit, phone))[-7:]
        if re.search(r"[ ().-]{0,3}".join(tail), plain):
            found.append(f"the phone {phone}")
    for token in tokens:
        pieces = {token[at : at + 12] for at in range(max(1, len(token) - 11))}
        found += [f"a token: {piece}" for piece in pieces if piece in output][:1]
    return found


def words(text: str, least: int) -> list[str]:
    return [word for word in re.findall(r"\w+", text) if len(word) >= least]


def has(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
