"""Every code in the program has a sentence, and every sentence is said somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import app
from app.texts.catalogues import catalogue

ROOT = Path(app.__file__).parent.parent
PYTHON = [
    path for folder in ("app", "bots", "push", "telephony") for path in sorted((ROOT / folder).rglob("*.py"))
]
PHONE = [
    path for path in sorted((ROOT / "app" / "pwa" / "src").rglob("*.ts*")) if "node_modules" not in path.parts
]

PREFIX = {"Phrase": "", "Problem": "error.", "bad_field": "error.field.", "FieldTrouble": "error.field."}
ANY_ERROR = ("error.", "error.field.")


def calls() -> Iterator[tuple[str, str]]:
    """(where, full code) of every Phrase, Problem, bad_field and FieldTrouble with a literal code."""
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := named(node.func)) in PREFIX:
                for code in literals(code_argument(node, name)):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", PREFIX[name] + code


def named(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def code_argument(call: ast.Call, name: str) -> ast.expr | None:
    place = 1 if name == "bad_field" else 0
    by_name = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return by_name[0] if by_name else call.args[place] if len(call.args) > place else None


def literals(node: ast.expr | None) -> list[str]:
    """The strings an expression can be: a constant, or either side of a conditional."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def said() -> set[str]:
    """Codes the program can say: its literals, and the families it builds from a prefix."""
    words: set[str] = set()
    families: set[str] = set()
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and (start := literals(node.values[0])):
                families.add(start[0])
            words.update(literals(node) if isinstance(node, ast.Constant) else [])
    for path in PHONE:
        words.update(
            re.findall(r"[\"'`]([a-z_]+(?:\.[a-z0-9_]+)+)[\"'`]", text := path.read_text(encoding="utf-8"))
        )
        families.update(re.findall(r"`([a-z_]+\.(?:[a-z0-9_]+\.)*)\$\{", text))
    families -= set(ANY_ERROR)
    known = catalogue("ru")
    by_prefix = {code for code in known if any(code.startswith(f) for f in families if f.endswith("."))}
    errors = {prefix + word for prefix in ANY_ERROR for word in words}
    twins = {code for code in known if code.startswith("button.") and code.endswith(".words")}
    return by_prefix | words | errors | twins


def test_every_code_in_the_program_has_a_sentence() -> None:
    known = catalogue("ru")
    assert [f"{where}: {code}" for where, code in calls() if code not in known] == []


def test_every_code_on_the_phone_has_a_sentence() -> None:
    known = catalogue("ru")
    used = {
        (path.name, code)
        for path in PHONE
        for code in re.findall(r"\bt\(\s*[\"'`]([a-z0-9_.]+)[\"'`]", path.read_text(encoding="utf-8"))
    }
    assert [f"{name}: {code}" for name, code in sorted(used) if code not in known] == []


def test_every_sentence_is_said_somewhere() -> None:
    assert sorted(set(catalogue("ru")) - said()) == []
