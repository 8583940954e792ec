"""Textual's private names: all that we use are listed, and this version has each of them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.dom import DOMNode
from textual.drivers.linux_driver import LinuxDriver
from textual.widget import Widget

import trove_tui
from tests.support.internals import LOOKED_UP, OVERRIDDEN, REACHED
from tests.support.syntax import parsed

PACKAGE = Path(trove_tui.__file__).parent
FILES = [*(PACKAGE / "ui").rglob("*.py"), *(PACKAGE / "terminal").rglob("*.py")]
LOOKS_UP = {"internal", "internal_of", "method"}
OURS_ALONE = {"_exit", "_replace"}
"""Private by their names only: `os._exit`, and what a NamedTuple has."""


def listed() -> set[str]:
    """Every name that the program may reach for."""
    every = (*LOOKED_UP.values(), *REACHED.values(), *OVERRIDDEN.values())
    return {name for names in every for name in names} | {one for one in LOOKED_UP if "." in one}


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in FILES:
        for node in ast.walk(parsed(path.read_text())):
            yield path, node


def defined_by_us() -> set[str]:
    """The names of functions and attributes that are our own."""
    names: set[str] = set()
    for _, node in nodes():
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


async def test_this_version_of_textual_has_every_private_name() -> None:
    app: App[None] = App()
    async with app.run_test():
        owners = {"App": app, "Screen": app.screen, "Widget": Widget()}
        missing = [
            f"{owner}.{name}"
            for owner, names in LOOKED_UP.items()
            for name in names
            if not hasattr(owners[owner] if owner in owners else import_module(owner), name)
        ]

    missing += [name for name in REACHED["Compositor"] if not hasattr(Compositor, name)]
    missing += [name for name in REACHED["StylesCache"] if not hasattr(StylesCache, name)]
    for ours, names in OVERRIDDEN.items():
        missing += [name for name in names if not hasattr(ours.__mro__[1], name)]
    assert not missing


def test_what_is_overridden_is_called_as_it_was() -> None:
    assert list(inspect.signature(App._fatal_error).parameters) == ["self"]
    assert list(inspect.signature(App._handle_exception).parameters) == ["self", "error"]
    assert list(inspect.signature(App._prune).parameters) == ["self", "nodes", "parent"]
    assert list(inspect.signature(Widget._forward_event).parameters) == ["self", "event"]


def test_what_the_driver_overrides_is_what_its_base_calls() -> None:
    source = inspect.getsource(LinuxDriver)

    assert "self.resume_application_mode()" in source
    assert "self.attrs_before" in source
    assert "self.run_input_thread()" in inspect.getsource(LinuxDriver._run_input_thread)
    assert "getincrementaldecoder" in inspect.getsource(LinuxDriver.run_input_thread)
    assert {"mouse_pixels", "terminal_size", "terminal_pixel_size"} <= vars(XTermParser()).keys()


def test_what_is_looked_up_is_listed() -> None:
    looked_up = {
        argument.value
        for _, node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in LOOKS_UP
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }

    assert looked_up - {"cache_clear", "write"} <= listed()
    assert listed() - {name for names in OVERRIDDEN.values() for name in names} <= looked_up


def test_no_private_name_is_used_in_another_way() -> None:
    own = defined_by_us() - {name for names in OVERRIDDEN.values() for name in names}
    used = [
        f"{path.name}: {node.attr}"
        for path, node in nodes()
        if isinstance(node, ast.Attribute)
        if node.attr.startswith("_") and not node.attr.startswith("__")
        if node.attr not in own | OURS_ALONE
        if not is_of_super(node.value)
    ]
    imported = [
        f"{path.name}: {node.module}"
        for path, node in nodes()
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.")
        if "._" in (node.module or "") or any(one.name.startswith("_") for one in node.names)
    ]

    assert used == ["app.py: _handle_exception"]  # Ours, for an error of a worker.
    assert not imported


def is_of_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "super"


def textual_private(kind: type) -> set[str]:
    """The private names of a class of Textual's: its own, and those that its objects get."""
    return own_private(kind) if kind.__module__.startswith("textual.") else set()


def own_private(kind: type) -> set[str]:
    try:
        tree = parsed(inspect.cleandoc("\n" + inspect.getsource(kind)))
    except (OSError, TypeError, IndentationError):
        return set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        ):
            names.add(node.attr)
    return {name for name in names if name.startswith("_") and not name.startswith("__")}


def our_classes() -> list[type]:
    for path in FILES:
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        import_module(module.removesuffix(".__init__"))
    found: list[type] = []
    waiting: list[type] = [DOMNode, LinuxDriver]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("trove_tui.") and kind not in found:
            found.append(kind)
    return sorted(found, key=lambda kind: kind.__qualname__)


def test_no_private_name_is_taken_that_textual_has() -> None:
    taken = {}
    for ours in our_classes():
        theirs = {name for kind in ours.__mro__[1:] for name in textual_private(kind)}
        if both := own_private(ours) & theirs:
            taken[ours] = both

    assert taken == {ours: set(names) for ours, names in OVERRIDDEN.items()}
