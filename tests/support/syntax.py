"""Python's own syntax trees."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor


def parsed(text: str) -> ast.Module:
    """The tree of a module's text, made in a fresh thread.

    In one in which a RecursionError was caught before, Python 3.11 may fail with "AST constructor
    recursion depth mismatch".
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ast.parse, text).result()
