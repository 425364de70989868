"""Every SQL statement the code holds as a constant, with the function that runs it."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import app
import bots

ROOT = Path(__file__).resolve().parents[2]
BEGINS = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
MIGRATING = {"app.kit.migrate", "app.kit.revision", "app.kit.schema"}
"""They speak to a schema that may not be there yet, as its owner and outside of any dealership."""


@dataclass(frozen=True)
class Statement:
    """One constant. `runs_in` is its function's code, None when no function bears its name."""

    module: ModuleType
    name: str
    sql: str
    line: int
    runs_in: ast.AsyncFunctionDef | ast.FunctionDef | None

    @property
    def place(self) -> str:
        return f"{self.module.__name__}.{self.name}"


def modules() -> Iterator[ModuleType]:
    for package in (app, bots):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def statements() -> list[Statement]:
    """All of them, in the order of modules and lines."""
    return [each for module in modules() if module.__name__ not in MIGRATING for each in of_module(module)]


def of_module(module: ModuleType) -> Iterator[Statement]:
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    functions = {
        node.name: node for node in tree.body if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
    }
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        name = node.targets[0].id
        value = getattr(module, name, None)
        if name.isupper() and isinstance(value, str) and BEGINS.match(value):
            function = functions.get(name.lower())
            yield Statement(module, name, value, node.lineno, function)


def fragments(found: list[Statement]) -> set[str]:
    """Constants that others of their module hold inside: they are parts, run by nobody alone."""
    return {
        part.place
        for part in found
        for whole in found
        if part.module is whole.module and part.name != whole.name and part.sql in whole.sql
    }
