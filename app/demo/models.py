"""What a multi-brand dealer of Togliatti has sold, when, at which price, and how often it is serviced."""

from datetime import date

from msgspec import Struct


class CarModel(Struct, frozen=True, kw_only=True):
    make: str
    model: str
    vin_start: str
    """Eight signs: the maker and the type."""
    weight: int
    price: int
    """Roubles at the middle of the sale."""
    service_km: int
    sold_from: date
    sold_until: date


TABLE = """
LADA    | Granta            | XTA21901 | 16 |   790 | 15000 | 2015-01-01 | 2099-01-01
LADA    | Vesta             | XTAGFL11 | 12 | 1 390 | 15000 | 2016-01-01 | 2022-04-01
LADA    | Vesta             | XTAGFL12 | 16 | 1 490 | 15000 | 2023-03-01 | 2099-01-01
LADA    | Vesta SW Cross    | XTAGFK33 |  8 | 1 780 | 15000 | 2018-01-01 | 2022-04-01
LADA    | Vesta SW Cross    | XTAGFK34 |  8 | 1 980 | 15000 | 2023-08-01 | 2099-01-01
LADA    | Largus            | XTAFS045 |  5 | 1 020 | 15000 | 2016-01-01 | 2022-05-01
LADA    | Largus            | XTARS045 |  6 | 1 640 | 15000 | 2024-05-01 | 2099-01-01
LADA    | Niva Travel       | XTA21236 |  9 | 1 290 | 15000 | 2021-01-01 | 2099-01-01
LADA    | Niva Legend       | XTA21214 |  5 |   950 | 15000 | 2015-01-01 | 2099-01-01
LADA    | XRAY              | XTAGAB11 |  5 | 1 050 | 15000 | 2016-06-01 | 2022-04-01
LADA    | Iskra             | XTA21801 |  6 | 1 350 | 15000 | 2025-07-01 | 2099-01-01
Kia     | Rio               | Z94C241B |  9 | 1 190 | 15000 | 2016-01-01 | 2022-07-01
Kia     | Sportage          | XWEPH81A |  5 | 2 290 | 15000 | 2016-01-01 | 2022-07-01
Hyundai | Solaris           | Z94K241C |  7 | 1 150 | 15000 | 2016-01-01 | 2022-06-01
Hyundai | Creta             | Z94G2811 |  9 | 1 690 | 15000 | 2017-01-01 | 2022-06-01
Skoda   | Rapid             | XW8AD2NH |  5 | 1 250 | 15000 | 2016-01-01 | 2022-05-01
Skoda   | Octavia           | XW8AN4NE |  3 | 1 980 | 15000 | 2016-01-01 | 2022-05-01
Volkswagen | Polo           | XW8ZZZCK |  5 | 1 290 | 15000 | 2016-01-01 | 2022-05-01
Renault | Logan             | X7L4SRAV |  4 |   980 | 15000 | 2016-01-01 | 2022-06-01
Renault | Duster            | X7LHSRDJ |  5 | 1 490 | 15000 | 2016-01-01 | 2022-06-01
Haval   | Jolion            | XZGFF04A |  9 | 2 190 | 10000 | 2021-06-01 | 2099-01-01
Haval   | F7                | XZGEF04A |  4 | 2 690 | 10000 | 2021-01-01 | 2099-01-01
Chery   | Tiggo 4 Pro       | LVVDB11B |  6 | 1 990 | 10000 | 2021-06-01 | 2099-01-01
Chery   | Tiggo 7 Pro Max   | LVVDB21B |  8 | 2 590 | 10000 | 2022-09-01 | 2099-01-01
Omoda   | C5                | LVVDC21B |  6 | 2 290 | 10000 | 2022-11-01 | 2099-01-01
Jaecoo  | J7                | LVVDC24B |  3 | 2 890 | 10000 | 2024-02-01 | 2099-01-01
Geely   | Coolray           | L6T7722S |  5 | 2 390 | 10000 | 2021-06-01 | 2099-01-01
Geely   | Monjaro           | L6T7952S |  3 | 4 190 | 10000 | 2023-02-01 | 2099-01-01
Belgee  | X50               | Y4K8622S |  5 | 2 240 | 10000 | 2024-11-01 | 2099-01-01
Changan | CS35 Plus         | LS5A2ABE |  4 | 2 190 | 10000 | 2021-06-01 | 2099-01-01
Changan | CS55 Plus         | LS5A3BBE |  4 | 2 590 | 10000 | 2021-06-01 | 2099-01-01
Solaris | HS                | Z94K241D |  4 | 1 690 | 15000 | 2024-03-01 | 2099-01-01
"""


def _models() -> tuple[CarModel, ...]:
    rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    return tuple(
        CarModel(
            make=make,
            model=model,
            vin_start=vin_start,
            weight=int(weight),
            price=int(price.replace(" ", "")) * 1000,
            service_km=int(service_km),
            sold_from=date.fromisoformat(sold_from),
            sold_until=date.fromisoformat(sold_until),
        )
        for make, model, vin_start, weight, price, service_km, sold_from, sold_until in rows
    )


MODELS = _models()


def sold_on(day: date) -> tuple[list[CarModel], list[int]]:
    """The models on sale that day, and how well each sells."""
    found = [model for model in MODELS if model.sold_from <= day < model.sold_until]
    return found, [model.weight for model in found]
