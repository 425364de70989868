"""The house rules, for those who set them and those who live by them."""

from litestar import Router, get, put
from litestar.params import JSONBody

from app.kit.auth import only, signed_in
from app.kit.http import AsWho, InUnit
from app.standards import actions, queries
from app.standards.model import BookChange, Standards, StandardsChange


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


router = Router("/", route_handlers=[show_standards, change_standards, change_book_standard])
