"""How words are spelt, misspelt, typed in the other alphabet or on the wrong keyboard. Pure, and the same on phones."""

import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
ACCENTED = re.compile("[\u00c0-\u024f]")
WORD = re.compile(r"[^\W_]+|[\u2600-\u27bf\U0001f000-\U0001faff]+")  # a surname may be a picture
CYRILLIC, LATIN = re.compile("[а-я]"), re.compile("[a-z]")
LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")

PLATE_TWINS = str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ")
VIN_TWINS = str.maketrans("АВЕКМНОРСТУХOQI", "ABEKMH0PCTYX001")  # a VIN has neither O nor Q nor I
NOT_CODE = re.compile("[^0-9A-ZА-Я]")
NUMBER_AND_REGION = re.compile(r"(?=([0-9]{3})).*?([0-9]+)")

LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
TO_RUSSIAN = str.maketrans(LATIN_KEYS, RUSSIAN_KEYS)
TO_LATIN = str.maketrans(RUSSIAN_KEYS, LATIN_KEYS) | {ord("е"): "t"}

# The longer first; what one language writes with `j` another writes with `y` or `i`.
SYLLABLES = (
    ("shch", "щ"), ("sch", "щ"), ("tch", "ч"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"),
    ("tz", "ц"), ("ph", "ф"), ("ck", "к"), ("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("iya", "ия"), ("ya", "я"),
    ("ia", "я"), ("ja", "я"), ("yo", "е"), ("jo", "е"), ("ye", "е"), ("je", "е"), ("iy", "ий"), ("ij", "ий"),
    ("ii", "ий"), ("yy", "ый"), ("ay", "ай"), ("ai", "ай"), ("ey", "ей"), ("ei", "ей"), ("oy", "ой"), ("oi", "ой"),
    ("uy", "уй"), ("ui", "уй"), ("ce", "це"), ("ci", "ци"), ("cv", "цв"), ("a", "а"), ("b", "б"), ("c", "к"),
    ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"),
    ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"),
    ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "ы"), ("z", "з"),
)  # fmt: skip
SYLLABLE = re.compile("|".join(latin for latin, _ in SYLLABLES))
RUSSIAN = dict(SYLLABLES)

CLUSTERS = (
    ("тс", "ц"), ("тц", "ц"), ("дс", "ц"), ("дц", "ц"), ("сч", "щ"), ("зч", "щ"), ("жч", "щ"), ("стн", "сн"),
    ("здн", "зн"), ("йо", "е"),
)  # fmt: skip
HUSHED = re.compile("(?<=[жшщчц])о")
SOUNDS = str.maketrans("оеэыйяюбвгджзщ", "аиииииупфктшсш", "ьъ")
DOUBLED = re.compile(r"(.)\1+")


def folded(text: str) -> str:
    """Lower case, ё as е, no accents on Latin letters, no invisible marks, spaces for control signs."""
    plain = INVISIBLE.sub("", CONTROL.sub(" ", unicodedata.normalize("NFKC", text))).lower().replace("ё", "е")
    return ACCENTED.sub(lambda letter: unicodedata.normalize("NFD", letter[0])[0], plain)


def words_in(text: str) -> list[str]:
    """The words of a text in their order. A Latin letter inside a Russian word is its Russian twin."""
    return [
        word.translate(LOOKALIKES) if CYRILLIC.search(word) and LATIN.search(word) else word
        for word in WORD.findall(folded(text))
    ]


def on_other_keyboard(text: str) -> str:
    """What these keys give in the other layout: `bdfyjd` → `иванов`, `ыьшер` → `smith`."""
    folded_text = text.lower()
    return folded_text.translate(TO_LATIN if CYRILLIC.search(folded_text) else TO_RUSSIAN).replace("ё", "е")


def in_russian(word: str) -> list[str]:
    """A word in Latin letters as Russians may write it: `dmitry` → `дмитры`, `дмитрий`. Empty for others."""
    if not LATIN.search(word):
        return []
    plain = SYLLABLE.sub(lambda letters: RUSSIAN[letters[0]], word)
    found = [plain]
    if plain.endswith("ы"):
        found.append(plain[:-1] + "ий")
    if word.endswith("ia"):
        found.append(plain[:-1] + "ия")
    return found


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """What remains of a word for the ear: unstressed vowels, voice, soft signs and doubled letters are one."""
    russian = in_russian(word)
    heard = russian[0] if russian else word
    for written, spoken in CLUSTERS:
        heard = heard.replace(written, spoken)
    return DOUBLED.sub(r"\1", HUSHED.sub("е", heard).translate(SOUNDS))


def shortened(text: str) -> set[str]:
    """The text without each one of its letters, if it is long enough to be told by the rest."""
    return {text[:n] + text[n + 1 :] for n in range(len(text))} if len(text) >= 4 else set()


def pieces(word: str) -> list[str]:
    """What a misspelt word is found by: its sound; `-` the sound less one letter; `+` each of its endings."""
    heard = sound(word[:40])
    endings = {"+" + word[n:40] for n in range(1, len(word[:40]) - 3)}
    return sorted({heard} | {"-" + rest for rest in shortened(heard)} | endings)


def plate_key(plate: str) -> str:
    """A Russian plate as it is keyed: capital Cyrillic letters and digits, Latin look-alikes turned."""
    return NOT_CODE.sub("", plate.upper()).translate(PLATE_TWINS)


def plate_keys(plate: str) -> list[str]:
    """A plate whole and from its first digit: people remember the digits."""
    whole = plate_key(plate)
    digits = re.sub(r"^\D+", "", whole)
    return [key for key in dict.fromkeys((whole, digits)) if key]


def kept_plate_keys(plate: str) -> list[tuple[str, str]]:
    """What a plate is found by, each with its kind. Who types digits only is found the number by them and the region
    from its end: of a thousand cars with one number those of the region lie together."""
    keys = plate_keys(plate)
    numbered = [NUMBER_AND_REGION.fullmatch(key) for key in keys]
    regions = dict.fromkeys(found[1] + found[2][::-1] for found in numbered if found)
    return [*(("plate", key) for key in keys), *(("region", key) for key in regions)]


VIN_LENGTH = 17
VIN_TAIL_KEPT = 8  # signs of the serial part, which people read out; the phone has no more


def vin_tail(vin: str) -> str:
    """What the phone finds a car by."""
    return vin_key(vin)[-VIN_TAIL_KEPT:]


def vin_key(vin: str) -> str:
    """A VIN as it is keyed: capital Latin letters and digits, Cyrillic look-alikes turned."""
    return NOT_CODE.sub("", vin.upper()).translate(VIN_TWINS)


def search_keys(plate: str | None, vin: str | None) -> list[tuple[str, str]]:
    """What a car is found by, each key with its kind."""
    return (kept_plate_keys(plate) if plate else []) + ([("vin", vin_key(vin)[::-1])] if vin else [])
