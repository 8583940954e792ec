"""Set a project's quotas: each as it is now and as it will be, and only what changes is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from trove_tui.api.errors import Forbidden, TroveError, Unauthorized
from trove_tui.api.models import Quota
from trove_tui.changes.change import Change
from trove_tui.changes.quotas import UpdateQuotas
from trove_tui.resources import queries
from trove_tui.text.amounts import format_number
from trove_tui.text.natural import natural
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms.fields import TextField
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_reads import why_unread
from trove_tui.ui.widgets.text_line import TextLine

UNLIMITED = "unlimited"
WIDTH = 14
"""Cells of a line for a limit."""

NOT_ALLOWED = "Quotas are an administrator's: most accounts may neither read nor set them."


def limit_words(limit: int | None) -> str:
    """A limit as it is typed and shown; empty where it isn't known."""
    if limit is None:
        return ""
    return UNLIMITED if limit < 0 else str(limit)


def typed_limit(typed: str) -> int | str:
    """What somebody typed as a limit: `unlimited` is -1. Anything else stays for the rules."""
    told = typed.strip()
    if told.lower() == UNLIMITED:
        return -1
    digits = told.removeprefix("-")
    return int(told) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else told


class QuotaField(TextField):
    """One quota: its limit to type, how much is in use beside it, a warning under it."""

    def __init__(self, number: int, quota: Quota) -> None:
        self.quota = quota
        self.before = limit_words(quota.limit)
        name = quota.resource
        super().__init__(
            f"quota_{number}",
            name,
            self.before,
            server_names=(f"limits.{name}", f"quotas.{name}", name),
        )

    def compose_control(self) -> ComposeResult:
        """The line, and what is so now."""
        used = "" if self.quota.in_use is None else f"{format_number(self.quota.in_use)} in use, "
        reserved = f"{format_number(self.quota.reserved)} reserved, " if self.quota.reserved else ""
        now = f"now {self.before}" if self.before else "its limit is not known"
        self.line.styles.width = WIDTH
        with Horizontal(classes="beside"):
            yield self.line
            yield TextLine(((f"{used}{reserved}{now}", Tone.QUIET),), classes="fact")

    @property
    def limit(self) -> int | str:
        """What is typed, as the request takes it."""
        return typed_limit(self.value)

    @property
    def is_changed(self) -> bool:
        """Whether it is to be another limit."""
        return self.limit != (-1 if self.before == UNLIMITED else typed_limit(self.before))

    @property
    def is_low(self) -> bool:
        """Whether it is to be less than is in use."""
        limit, used = self.limit, self.quota.in_use
        if not isinstance(limit, int) or used is None:
            return False
        return self.is_changed and 0 <= limit < used

    def judge(self, wrong: str | None) -> None:
        """Less than is in use isn't wrong, but worth a word."""
        used = self.quota.in_use or 0
        warning = f"! Less than the {format_number(used)} in use: none can be added."
        self._hint = ((warning, Tone.STUCK),) if self.is_low else ()
        super().judge(wrong)


class UpdateQuotasForm(Form):
    """Set the quotas of a project."""

    model = UpdateQuotas

    def __init__(self, setup: FormSetup) -> None:
        subject = setup.context.subject
        self.project = setup.context.scope.project if subject is None else subject.id
        """The project whose quotas they are, whichever of them was selected."""
        super().__init__(replace(setup, context=replace(setup.context, name=self.project)))
        self._asked = TextLine((("Reading what they are now.", Tone.QUIET),), id="asks")
        self._place = Vertical(id="quotas", classes="control")
        self._quotas: Sequence[QuotaField] = ()

    def compose_fields(self) -> ComposeResult:
        """Nothing until the quotas are known."""
        yield self._asked
        yield self._place

    def on_mount(self) -> None:
        """Read them: what is shown elsewhere may be old."""
        self.reads.fill(queries.quotas_to_set(self.project), self._offer)

    async def _offer(self, rows: Sequence[Quota] | None, error: TroveError | None) -> None:
        named = [one for one in rows or () if one.resource]
        if not named:
            told = why_unread("The quotas", error)
            if isinstance(error, (Forbidden, Unauthorized)):
                told = f"{told}\n{NOT_ALLOWED}"
            told = told if rows is None else "This project has no quotas."
            self._asked.show((("! ", Tone.STUCK), (told, Tone.STUCK)))
            return
        ordered = sorted(enumerate(named), key=lambda each: natural(each[1].resource))
        self._quotas = [QuotaField(*each) for each in ordered]
        self._asked.show((("A number, or -1 for unlimited.", Tone.QUIET),))
        await self._place.mount(*self._quotas)
        chosen = getattr(self.context.row, "resource", None)
        of_row = (one for one in self._quotas if one.quota.resource == chosen)
        next(of_row, self._quotas[0]).enter()
        self.check()

    def values(self) -> Mapping[str, object]:
        """Only what is to be changed."""
        return {"limits": {one.quota.resource: one.limit for one in self._changed}}

    @property
    def _changed(self) -> list[QuotaField]:
        return [one for one in self._quotas if one.is_changed]

    @property
    def only_by_button(self) -> bool:
        """An Enter too many must not stop a project from growing."""
        return any(one.is_low for one in self._quotas)

    @property
    def how_to_send(self) -> str:
        """There are lines between this one and the button."""
        return "Less than is in use: Enter here doesn't send that, only the button does."

    def own_errors(self) -> Mapping[str, str]:
        """Nothing is changed yet."""
        return {} if self._changed else {"limits": "No quota is changed yet."}

    def effect(self, request: Change | None) -> StyledText:
        """`instances 100 → 120, volumes 600 → unlimited`."""
        if not isinstance(request, UpdateQuotas):
            return (("Only what is changed here is sent.", Tone.QUIET),)
        before = {one.quota.resource: one.before or "unknown" for one in self._quotas}
        told = (
            f"{name} {before.get(name, 'unknown')} → {limit_words(limit)}"
            for name, limit in request.limits.items()
        )
        return ((f"{', '.join(told)}.", Tone.PLAIN),)

    def refused(self, error: TroveError) -> StyledText:
        """Who may set quotas."""
        words = super().refused(error)
        if isinstance(error, (Forbidden, Unauthorized)):
            words += ((f"\n  {NOT_ALLOWED}", Tone.QUIET),)
        return words
