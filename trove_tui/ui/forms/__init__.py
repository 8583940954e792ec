"""Forms: what is asked of a server, as modal dialogs made from the request models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trove_tui.ui.forms.create import CreateForm
from trove_tui.ui.forms.delete import DeleteForm
from trove_tui.ui.forms.form import Form, Target
from trove_tui.ui.forms.rename import RenameForm
from trove_tui.ui.forms.resize_flavor import ResizeFlavorForm
from trove_tui.ui.forms.resize_volume import ResizeVolumeForm
from trove_tui.ui.forms.restart import RestartForm

if TYPE_CHECKING:
    from trove_tui.api.requests import Request

__all__ = ["Form", "Target", "form_for"]

_FORMS: tuple[type[Form], ...] = (
    RestartForm,
    ResizeFlavorForm,
    ResizeVolumeForm,
    RenameForm,
    DeleteForm,
    CreateForm,
)


def form_for(request_type: type[Request]) -> type[Form]:
    """The form that asks for such a request.

    Raises:
        KeyError: there is none.
    """
    return {form.model: form for form in _FORMS}[request_type]
