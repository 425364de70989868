"""The house rules, for those who set them and those who live by them."""

from litestar import Router, get, post, put
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from app.kit.auth import only, signed_in
from app.kit.http import AsWho, InUnit
from app.standards import actions, queries
from app.standards.chain import ChainChange, ChainRules, ChainStandard, Preview, refuse_nonsense
from app.standards.ladder import LadderChange, LadderStandard
from app.standards.model import BookChange, Standards, StandardsChange
from app.standards.urgency import UrgencyChange, UrgencyStandard


@get("/api/standards", guards=[signed_in])
async def show_standards(unit: InUnit) -> Standards:
    """The rules in force."""
    return await unit.read(queries.latest_standard)


@put("/api/standards", guards=[only("administrator")])
async def change_standards(unit: InUnit, who: AsWho, data: JSONBody[StandardsChange]) -> Standards:
    """Put new rules in force, over the version the administrator saw."""
    return await unit.write(lambda db: actions.change_answer_rules(db, who, data))


@put("/api/standards/book", guards=[only("administrator")])
async def change_book_standard(unit: InUnit, who: AsWho, data: JSONBody[BookChange]) -> Standards:
    """Put another capacity of a book in force, over the version the administrator saw."""
    return await unit.write(lambda db: actions.change_book_rules(db, who, data))


@get("/api/standards/chain", guards=[only("administrator")])
async def show_chain_standard(unit: InUnit, who: AsWho) -> ChainStandard:
    """How far the house goes for a text that does not arrive, and who changed that when."""
    return await unit.read(lambda db: actions.chain_standard(db, who))


@put("/api/standards/chain", guards=[only("administrator")])
async def change_chain_standard(unit: InUnit, who: AsWho, data: JSONBody[ChainChange]) -> ChainStandard:
    """Put other rules of the fallback chain in force, over the version the administrator saw."""
    return await unit.write(lambda db: actions.change_chain_rules(db, who, data))


@post("/api/standards/chain/preview", guards=[only("administrator")], status_code=HTTP_200_OK)
async def preview_chain_standard(who: AsWho, data: JSONBody[ChainRules]) -> Preview:
    """What these rules would do, before anybody puts them in force."""
    refuse_nonsense(data)
    return Preview(told=actions.told(data, who))


@get("/api/standards/urgency", guards=[only("administrator")])
async def show_urgency_standard(unit: InUnit) -> UrgencyStandard:
    """The words by which the house wakes, asks or waits, and who changed them when."""
    return await unit.read(queries.urgency_standard)


@put("/api/standards/urgency", guards=[only("administrator")])
async def change_urgency_standard(unit: InUnit, who: AsWho, data: JSONBody[UrgencyChange]) -> UrgencyStandard:
    """Put other signs in force, over the version the administrator saw."""
    return await unit.write(lambda db: actions.change_urgency_rules(db, who, data))


@get("/api/standards/ladder", guards=[only("administrator")])
async def show_ladder_standard(unit: InUnit) -> LadderStandard:
    """Who is called after whom and after how many minutes, and who changed that when."""
    return await unit.read(actions.ladder_standard)


@put("/api/standards/ladder", guards=[only("administrator")])
async def change_ladder_standard(unit: InUnit, who: AsWho, data: JSONBody[LadderChange]) -> LadderStandard:
    """Put another ladder in force, over the version the administrator saw."""
    return await unit.write(lambda db: actions.change_ladder_rules(db, who, data))


router = Router(
    "/",
    route_handlers=[
        show_standards, change_standards, change_book_standard,
        show_chain_standard, change_chain_standard, preview_chain_standard,
        show_urgency_standard, change_urgency_standard,
        show_ladder_standard, change_ladder_standard,
    ],
)  # fmt: skip
