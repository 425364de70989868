"""What the phone of the version before says and reads, kept as a file: `python -m tests.sync.older_phone` writes
it anew, once no phone of that version can be in a pocket any more."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from app.config import Config
from app.database import Access
from app.main import create_app
from app.sync.tables import MUTATIONS

HERE = Path(__file__).resolve().parent
KEPT = HERE / "older_phone.json"
VERSION = HERE.parents[1] / "app" / "pwa" / "src" / "version.ts"
OTHERS = ("/api/c/", "/c/", "/sign-in/", "/telegram/", "/schema")
"""Beginnings of paths that the phone does not ask."""


def version_of_the_phone() -> int:
    found = re.search(r"version = '(\d+)'", VERSION.read_text("utf-8"))
    assert found
    return int(found[1])


Shape = dict[str, Any]
"""Place of a field → its types, whether it is always there, and the only values it may have."""


def flat(schema: Any, parts: Any, place: str = "", within: tuple[str, ...] = ()) -> Shape:
    """Every field of this schema, those inside of fields too."""
    found: Shape = {}
    for one in alternatives(schema, parts):
        name = one.pop("of", None)
        kinds = one.get("type", [])
        known = found.setdefault(place, {"types": [], "always": True, "only": []})
        known["types"] = sorted({*known["types"], *([kinds] if isinstance(kinds, str) else kinds)})
        known["only"] = sorted({*known["only"], *map(str, one.get("enum", []))})
        if name in within:
            continue
        inside = (*within, name) if name else within
        for field, of in one.get("properties", {}).items():
            for at, shape in flat(of, parts, f"{place}.{field}", inside).items():
                if at == f"{place}.{field}":
                    shape["always"] = field in one.get("required", [])
                found[at] = joined(found.get(at), shape)
        for part, mark in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(one.get(part), dict):
                for at, shape in flat(one[part], parts, place + mark, inside).items():
                    found[at] = joined(found.get(at), shape)
    return found


def alternatives(schema: Any, parts: Any) -> Iterator[dict[str, Any]]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        for one in alternatives(parts[name], parts):
            yield one | {"of": name}
    elif several := schema.get("anyOf") or schema.get("oneOf"):
        for one in several:
            yield from alternatives(one, parts)
    else:
        yield dict(schema)


def joined(one: Any, other: Any) -> Any:
    if one is None:
        return other
    return {
        "types": sorted({*one["types"], *other["types"]}),
        "always": one["always"] and other["always"],
        "only": sorted({*one["only"], *other["only"]}),
    }


def spoken(schema: Any) -> dict[str, Any]:
    """All that phones of this version say and read, by route and by kind of act."""
    parts = schema["components"]["schemas"]
    says, reads = {}, {}
    for path, methods in schema["paths"].items():
        if path.startswith(OTHERS):
            continue
        for method, told in methods.items():
            name = f"{method.upper()} {path}"
            says[name] = flat(body_of(told.get("requestBody", {})), parts)
            for status, answer in told.get("responses", {}).items():
                if status.startswith("2"):
                    reads[name] = flat(body_of(answer), parts)
    kinds = sorted(MUTATIONS)
    bodies, own = msgspec.json.schema_components([MUTATIONS[kind].body for kind in kinds])
    says |= {kind: flat(body, own) for kind, body in zip(kinds, bodies, strict=True)}
    return {"version": version_of_the_phone(), "says": says, "reads": reads}


def body_of(told: Any) -> Any:
    return told.get("content", {}).get("application/json", {}).get("schema", {})


def breaks(older: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What a phone of the older version would say in vain, or look for in vain."""
    found = []
    for name, said in older["says"].items():
        taken = now["says"].get(name)
        if taken is None:
            found.append(f"{name} is gone")
            continue
        found += [f"{name}{at} is not taken any more" for at in said if at not in taken]
        found += [
            f"{name}{at} has to be said"
            for at, shape in taken.items()
            if shape["always"]
            and at not in said
            and at.rpartition(".")[0] in said
            and not at.endswith(("[]", "{}"))  # what lies in a list has to be said where the list is
        ]
        for at in said.keys() & taken.keys():
            if taken[at]["always"] and not said[at]["always"]:
                found.append(f"{name}{at} has to be said")
            if gone := set(said[at]["types"]) - set(taken[at]["types"]):
                found.append(f"{name}{at} may not be {', '.join(sorted(gone))} any more")
            if taken[at]["only"] and set(said[at]["only"]) - set(taken[at]["only"]):
                found.append(f"{name}{at} may not have each of its values any more")
    for name, read in older["reads"].items():
        told = now["reads"].get(name, {})
        for at, shape in read.items():
            if at not in told:
                found.append(f"{name} does not tell {at} any more")
            elif shape["always"] and not told[at]["always"]:
                found.append(f"{name} does not always tell {at}")
            elif shape["types"] and (more := set(told[at]["types"]) - set(shape["types"])):
                found.append(f"{name} tells {at} as {', '.join(sorted(more))}")
    return found


def lines(all_of_it: dict[str, Any]) -> Iterator[bytes]:
    """One line for each route and act: a change of one is a change of one line."""
    yield b'{"version": %d,' % all_of_it["version"]
    for part, end in (("says", b"},"), ("reads", b"}}")):
        yield b'"%s": {' % part.encode()
        rows = [b"%s: %s" % tuple(map(msgspec.json.encode, row)) for row in sorted(all_of_it[part].items())]
        yield b",\n".join(rows)
        yield end
    yield b""


async def record() -> None:
    schema = create_app(
        Config(), Access(url="postgresql://nowhere", role=None, direct_url="")
    ).openapi_schema.to_schema()
    KEPT.write_bytes(b"\n".join(lines(spoken(schema))))


if __name__ == "__main__":
    asyncio.run(record())
