"""Forms: what is asked of a server, as modal dialogs made from the request models."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from trove_tui.changes.groups import CreateGroup, DeleteGroup, UpdateGroup
from trove_tui.changes.instances import AttachGroup, DetachGroup
from trove_tui.ui.forms.create import CreateForm
from trove_tui.ui.forms.databases import CreateDatabasesForm
from trove_tui.ui.forms.delete import DeleteForm
from trove_tui.ui.forms.delete_database import DeleteDatabaseForm
from trove_tui.ui.forms.delete_user import DeleteUserForm
from trove_tui.ui.forms.form import Form, Target
from trove_tui.ui.forms.plain_form import plain_form
from trove_tui.ui.forms.quotas import UpdateQuotasForm
from trove_tui.ui.forms.rename import RenameForm
from trove_tui.ui.forms.resize_flavor import ResizeFlavorForm
from trove_tui.ui.forms.resize_volume import ResizeVolumeForm
from trove_tui.ui.forms.restart import RestartForm
from trove_tui.ui.forms.users import CreateUsersForm

if TYPE_CHECKING:
    from trove_tui.changes.change import Change

__all__ = ["Form", "Target", "form_for"]

_FORMS: tuple[type[Form], ...] = (
    RestartForm,
    ResizeFlavorForm,
    ResizeVolumeForm,
    RenameForm,
    DeleteForm,
    CreateForm,
    CreateDatabasesForm,
    CreateUsersForm,
    DeleteDatabaseForm,
    DeleteUserForm,
    UpdateQuotasForm,
)

_FORMS_OF_GROUPS: dict[type[Change], tuple[str, str]] = {
    UpdateGroup: ("groups.editor", "GroupEditor"),
    CreateGroup: ("forms.create_group", "CreateGroupForm"),
    DeleteGroup: ("forms.delete_group", "DeleteGroupForm"),
    AttachGroup: ("forms.attach", "AttachForm"),
    DetachGroup: ("forms.detach", "DetachForm"),
}
"""Where those are that come with the editor's modules: imported only when they are asked for."""


def form_for(request_type: type[Change]) -> type[Form]:
    """The form that asks for such a request: its own, or one made from its fields."""
    if (place := _FORMS_OF_GROUPS.get(request_type)) is not None:
        module, name = place
        found: type[Form] = getattr(import_module(f"trove_tui.ui.{module}"), name)
        return found
    own = {form.model: form for form in _FORMS}.get(request_type)
    return own or plain_form(request_type)
