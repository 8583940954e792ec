"""The program's source: its imports, long functions, and names used twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from tests.support.syntax import parsed

ROOT = Path(__file__).parents[2]
PACKAGE = "trove_tui"
SIMULATOR = f"{PACKAGE}.simulator"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Graph = Mapping[str, Set[str]]


class Import(NamedTuple):
    """One module named by another."""

    importer: str
    imported: str
    line: int
    in_function: bool
    for_types: bool
    """Whether it is under `if TYPE_CHECKING`."""


class Module:
    """A file, read once."""

    def __init__(self, root: Path, path: Path) -> None:
        parts = path.relative_to(root).with_suffix("").parts
        self.path = path
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)
        self.text = path.read_text()
        self.tree = parsed(self.text)

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.text.splitlines())

    @property
    def basename(self) -> str:
        """`table` of `ui/widgets/table.py`."""
        return self.path.stem

    @cached_property
    def functions(self) -> Mapping[str, int]:
        """Functions and how many lines each has, by name and first line."""
        return {
            f"{self.name}:{node.lineno} {node.name}": (node.end_lineno or node.lineno)
            - node.lineno
            + 1
            for node in ast.walk(self.tree)
            if isinstance(node, Function)
        }

    @cached_property
    def classes(self) -> Mapping[str, Set[str]]:
        """Classes at its top, and the names of their bases."""
        return {
            node.name: {ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases}
            for node in self.tree.body
            if isinstance(node, ast.ClassDef)
        }

    @cached_property
    def types(self) -> Set[str]:
        """The names of all its types: classes, also those inside others, and aliases."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.AnnAssign) and "TypeAlias" in ast.unparse(node.annotation):
                names.add(ast.unparse(node.target))
        return names

    @cached_property
    def names_and_texts(self) -> Set[str]:
        """Every name and string constant in it."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, (ast.alias, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
        return names


class Tree:
    """All modules of the program."""

    def __init__(self, root: Path = ROOT) -> None:
        paths = sorted((root / PACKAGE).rglob("*.py"))
        self.modules = {module.name: module for module in (Module(root, path) for path in paths)}

    @property
    def outside_simulator(self) -> list[Module]:
        """All modules but the simulator's, which is independent."""
        return [
            module
            for name, module in self.modules.items()
            if not f"{name}.".startswith(f"{SIMULATOR}.")
        ]

    @cached_property
    def imports(self) -> list[Import]:
        """Every import of one of ours by another: at the top, in functions, and for types."""
        return [
            each_import
            for module in self.modules.values()
            for each_import in self._imports_of(module)
        ]

    @cached_property
    def graph(self) -> Graph:
        """The modules that each module imports, in whatever way."""
        graph: dict[str, set[str]] = {name: set() for name in self.modules}
        for each_import in self.imports:
            graph[each_import.importer].add(each_import.imported)
        return graph

    @property
    def circles(self) -> list[frozenset[str]]:
        """Modules that import each other, however far around; the largest first."""
        return _circles(self.graph)

    @property
    def circles_of_folders(self) -> list[frozenset[str]]:
        """The same for folders, where none is inside another."""
        graph: dict[str, set[str]] = defaultdict(set)
        for importer, imported in self.graph.items():
            folder = self._folder(importer)
            graph[folder] |= {
                other
                for other in map(self._folder, imported)
                if not f"{other}.".startswith(f"{folder}.")
                and not f"{folder}.".startswith(f"{other}.")
            }
        return _circles(graph)

    def _folder(self, name: str) -> str:
        return name if self.modules[name].is_package else name.rpartition(".")[0]

    def twice(self, names: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """The names that several modules have."""
        return {name: where for name, where in sorted(names.items()) if len(where) > 1}

    @property
    def types_twice(self) -> dict[str, list[str]]:
        """Names of types that several modules define."""
        where = defaultdict(list)
        for module in self.outside_simulator:
            for name in module.types:
                where[name].append(module.name)
        return self.twice(where)

    @property
    def basenames_twice(self) -> dict[str, list[str]]:
        """Names of files that stand in several folders."""
        where = defaultdict(list)
        for module in self.outside_simulator:
            if not module.is_package:
                where[module.basename].append(module.name)
        return self.twice(where)

    def subclasses(self, root: str) -> Set[str]:
        """The names of classes that stand under one of that name, without those between."""
        bases = {
            name: above
            for module in self.outside_simulator
            for name, above in module.classes.items()
        }
        below = {root}
        while more := {name for name, above in bases.items() if above & below} - below:
            below |= more
        between = {name for above in bases.values() for name in above}
        return below - between

    def in_functions(self) -> list[str]:
        """The imports inside functions, ours or others'."""
        return [
            f"{module.name}:{node.lineno}"
            for module in self.outside_simulator
            for node, in_function, _ in _with_place(module.tree)
            if in_function
        ]

    def _imports_of(self, module: Module) -> Iterator[Import]:
        for node, in_function, for_types in _with_place(module.tree):
            for name in self._imported_modules(module, node):
                if name != module.name:
                    yield Import(module.name, name, node.lineno, in_function, for_types)

    def _imported_modules(self, module: Module, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in self.modules)
            return
        base = node.module or ""
        if node.level:
            above = module.name.split(".")[: -node.level + module.is_package or None]
            base = ".".join([*above, *filter(None, [node.module])])
        for alias in node.names:
            inner = f"{base}.{alias.name}"
            if inner in self.modules:
                yield inner
            elif base in self.modules:
                yield base


def _with_place(
    tree: ast.AST, *, in_function: bool = False, for_types: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node, in_function, for_types
        else:
            yield from _with_place(
                node,
                in_function=in_function or isinstance(node, Function),
                for_types=for_types or is_type_checking(node),
            )


def is_type_checking(node: ast.AST) -> bool:
    """Whether that is an `if TYPE_CHECKING`."""
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _circles(graph: Graph) -> list[frozenset[str]]:
    circles = [frozenset(part) for part in components(graph) if len(part) > 1]
    return sorted(circles, key=lambda circle: (-len(circle), sorted(circle)))


def components(graph: Graph) -> list[set[str]]:
    """The strongly connected components of a graph (Tarjan's, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: dict[str, None] = {}
    parts: list[set[str]] = []
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(sorted(graph[start])))]
        index[start] = low[start] = len(index)
        on_stack[start] = None
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    parts.append(_popped(on_stack, node))
            elif following not in index:
                index[following] = low[following] = len(index)
                on_stack[following] = None
                work.append((following, iter(sorted(graph[following]))))
            elif following in on_stack:
                low[node] = min(low[node], index[following])
    return parts


def _popped(stack: dict[str, None], until: str) -> set[str]:
    part = set()
    while until in stack:
        part.add(stack.popitem()[0])
    return part
