"""Resize: another flavor, chosen among all by what it adds or takes."""

from __future__ import annotations

from textual.app import ComposeResult

from trove_tui.api.models import Flavor
from trove_tui.changes.instances import ResizeFlavor
from trove_tui.ui.forms import effects
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns
from trove_tui.ui.forms.current_row import CurrentRow
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_context import FormSetup


class ResizeFlavorForm(Form):
    """Give an instance another flavor. Nothing is chosen at first: a person decides."""

    model = ResizeFlavor

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        columns = ChoiceColumns("name", "number", "number", "difference", "difference")
        self._now = CurrentRow("Flavor now", columns)
        self._offered: object = None
        self._flavors = ChoiceField(
            "flavor_id",
            "New flavor",
            columns,
            waiting="The flavors are not known yet; type an id.",
            server_names=("flavor_id", "flavor"),
        )

    def compose_fields(self) -> ComposeResult:
        """The flavor it has, over those it can have, in the same columns."""
        yield self._now
        yield self._flavors

    def learned(self) -> None:
        """Offer the flavors there are, but the one it has."""
        flavors = self.snapshot.flavors
        now_id = self.instance.flavor_id if self.instance is not None else None
        if (flavors, now_id) == self._offered:
            return
        self._offered = (flavors, now_id)
        now = flavors.get(now_id or "")
        known = Flavor(id=now_id or "–") if now is None else now
        here = effects.flavor_choice(known)
        self._now.show(Choice(here.value, (*here.cells, "", ""), here.label))
        if flavors:
            others = [one for one in effects.by_size(flavors) if one.id != now_id]
            self._flavors.offer([effects.flavor_choice(one, known) for one in others])
            self._now.draw()
