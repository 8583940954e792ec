"""A group being edited: what changed, what is wrong, what can be sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.config_groups.support import PARAMETERS, group
from trove_tui.api.text import server_text
from trove_tui.ui.config_groups.draft import Draft, Held, ValueChange, differing

KNOWN = {one.name: one for one in PARAMETERS}
NAMES = sorted(KNOWN)


def draft(**told: Any) -> Draft:
    base = Held.of(group(**told), KNOWN)
    return Draft(base, base, KNOWN, "mysql 5.7.29")


def test_nothing_is_changed_at_first_and_so_nothing_can_be_sent() -> None:
    begun = draft()

    assert not begun.is_edited
    assert begun.obstacle == "nothing is changed"
    assert begun.mark("wait_timeout") == "set"
    assert begun.mark("sql_mode") == ""


def test_a_value_typed_is_a_change_until_it_is_what_it_was() -> None:
    changed = draft().typed("wait_timeout", "60")

    assert changed.mark("wait_timeout") == "changed"
    assert changed.changes == (ValueChange("wait_timeout", 120, 60),)
    assert changed.obstacle == ""
    assert not changed.typed("wait_timeout", "120").is_edited
    assert not changed.undone("wait_timeout").is_edited


def test_a_value_taken_out_is_a_change_and_so_is_one_typed_empty() -> None:
    for changed in (draft().unset("wait_timeout"), draft().typed("wait_timeout", " ")):
        assert changed.changes == (ValueChange("wait_timeout", 120, None),)
        assert "wait_timeout" not in changed.mine.values
        assert changed.mark("wait_timeout") == "changed"


def test_a_wrong_value_is_kept_as_it_was_typed_and_stops_the_sending() -> None:
    wrong = draft().typed("wait_timeout", "31536001")

    assert wrong.mark("wait_timeout") == "wrong"
    assert wrong.wrong["wait_timeout"].typed == "31536001"
    assert wrong.obstacle == "one value is wrong"
    assert wrong.typed("max_connections", "0").obstacle == "2 values are wrong"
    assert wrong.is_edited
    assert not wrong.undone("wait_timeout").is_edited
    assert wrong.typed("wait_timeout", "60").obstacle == ""


def test_a_value_that_never_fitted_stays_as_it_is_and_stops_nothing() -> None:
    odd = draft(values={"wait_timeout": "600M"}).called("kk", "for test")

    assert odd.obstacle == ""
    assert odd.mine.values == {"wait_timeout": "600M"}


def test_a_rename_alone_can_be_sent_with_all_the_values() -> None:
    renamed = draft().called("kk", "for test")

    assert renamed.obstacle == ""
    assert renamed.count == 1
    assert renamed.mine.values == draft().base.values


def test_a_description_can_not_be_taken_away() -> None:
    assert "description" in draft().called("test_conf", "").obstacle
    assert draft(description=None).called("kk", "").obstacle == ""


def test_names_are_compared_as_the_server_wrote_them() -> None:
    odd = draft(name=server_text("a\x1bb"))

    assert not odd.called(odd.base.name, odd.base.description).is_edited
    assert odd.called(r"a\x1bb", odd.base.description).is_edited


def test_rows_stand_with_what_is_set_first_and_do_not_move_while_one_edits() -> None:
    begun = draft()
    order = begun.order()

    assert order[:5] == sorted(begun.base.values)
    assert set(order) == set(KNOWN)
    assert begun.typed("sql_mode", "ANSI").unset("wait_timeout").order() == order


def test_a_value_for_a_parameter_that_is_no_longer_known_has_its_row() -> None:
    odd = draft(values={"gone_parameter": 1})

    assert odd.order()[0] == "gone_parameter"
    assert odd.mark("gone_parameter") == "set"


def test_a_new_group_has_nothing_to_compare_with() -> None:
    new = Draft(Held(), Held(name="kk"), KNOWN, "mysql 5.7.29", is_new=True)

    assert new.obstacle == ""
    assert new.typed("wait_timeout", "60").mark("wait_timeout") == "set"


EDITS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "1", "2", "70000", "x"])))


@given(EDITS)
def test_the_changes_are_exactly_what_makes_mine_of_the_base(edits: list[tuple[str, str]]) -> None:
    made = draft()
    for name, text in edits:
        made = made.typed(name, text)

    patched = dict(made.base.values)
    for change in made.changes:
        assert change.before == patched.get(change.name)
        if change.after is None:
            del patched[change.name]
        else:
            patched[change.name] = change.after

    assert patched == made.mine.values


@given(EDITS)
def test_undoing_every_row_undoes_everything(edits: list[tuple[str, str]]) -> None:
    made = draft()
    for name, text in edits:
        made = made.typed(name, text)
    for name in NAMES:
        made = made.undone(name)

    assert not made.is_edited
    assert made.count == 0


@pytest.mark.parametrize("told", [1, True, "1", 1.5])
def test_a_group_is_the_same_as_itself_only(told: Any) -> None:
    values = {"one": told}

    assert list(differing(values, dict(values))) == []
    assert list(differing(values, {})) == ["one"]
    assert list(differing({}, values)) == ["one"]
