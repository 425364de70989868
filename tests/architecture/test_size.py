"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE, FUNCTION = 300, 60

LONGER_FILES: dict[str, str] = {}
"""Files over the limit, each with its reason."""


def sources() -> Iterator[Path]:
    for pattern in (
        "app/**/*.py",
        "bots/**/*.py",
        "push/**/*.py",
        "migrations/**/*.py",
        "app/pwa/src/**/*.ts*",
    ):
        yield from ROOT.glob(pattern)


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    longer = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text("utf-8").splitlines())) > FILE
    }
    assert {name: lines for name, lines in longer.items() if name not in LONGER_FILES} == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    longer = {}
    for path in sources():
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION:
                    longer[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert longer == {}


def test_every_module_says_in_one_sentence_what_lives_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.suffix == ".py" and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []
