"""The editor is imported when a group is edited, and not with the other forms."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trove_tui.changes.change import Change
from trove_tui.changes.groups import AttachGroup, CreateGroup, DeleteGroup, DetachGroup, UpdateGroup
from trove_tui.ui.forms import form_for

GROUPS: tuple[type[Change], ...] = (
    AttachGroup, CreateGroup, DeleteGroup, DetachGroup, UpdateGroup,
)  # fmt: skip


def test_other_forms_do_not_bring_the_editor() -> None:
    code = (
        "import sys; from trove_tui.ui.forms import prepare; prepare(); "
        "print([module for module in sys.modules if 'ui.config_groups' in module])"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("request_type", GROUPS, ids=lambda one: one.__name__)
def test_each_change_of_a_group_has_its_form(request_type: type[Change]) -> None:
    assert form_for(request_type).model is request_type
