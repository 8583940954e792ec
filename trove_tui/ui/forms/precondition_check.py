"""What became of an instance while a form about it is open, and what that forbids: pure."""

from __future__ import annotations

from dataclasses import dataclass

from trove_tui.api.models import Instance
from trove_tui.api.statuses import WELL
from trove_tui.changes.preconditions import Precondition
from trove_tui.live.snapshot import Snapshot
from trove_tui.text.styled import StyledText, Tone


@dataclass(frozen=True, slots=True)
class PreconditionCheck:
    """How things stand between a form and its instance."""

    now: Instance | None
    """The instance as it is; None where the last list didn't have it, or it is gone."""
    told: str
    """What happened since the form was opened; empty if nothing did."""
    forbidden: str = ""
    """Why every server would refuse by now; empty where that isn't sure."""
    warning: str = ""
    """Why the server may refuse."""

    @classmethod
    def of(
        cls, opened: Instance, snapshot: Snapshot, precondition: Precondition, verb: str
    ) -> PreconditionCheck:
        """How things stand for a change that needs that, by what is known now."""
        if opened.id in snapshot.gone:
            return cls(None, "It no longer exists.", "It no longer exists.")
        now = snapshot.instances.get(opened.id)
        told = meanwhile(opened, now, complete=snapshot.complete)
        if now is None:
            return cls(None, told)
        if why := precondition.refusal(now):
            return cls(now, told, forbidden=f"Can't {verb.lower()}: {why}.")
        return cls(now, told, warning=precondition.warning(now) or "")

    @property
    def shown(self) -> StyledText:
        """All of it, as a form shows it; nothing where there is nothing to say."""
        sentences = dict.fromkeys((self.told, self.forbidden, self.warning))
        words = " ".join(sentence for sentence in sentences if sentence)
        return (("! ", Tone.STUCK), (words, Tone.STUCK)) if words else ()


def status_of(instance: Instance) -> str:
    """Its status, with the database's own where that is another one: `ACTIVE/SHUTDOWN`."""
    own = instance.operating_status
    if not own or own in WELL or own == instance.status:
        return instance.status
    return f"{instance.status}/{own}"


def meanwhile(opened: Instance, now: Instance | None, *, complete: bool) -> str:
    """What happened to an instance since a form about it was opened; empty if nothing did."""
    if now is None:
        return "The last list did not have it." if complete else ""
    told = []
    if status_of(now) != status_of(opened):
        told.append(f"It was {status_of(opened)} and is {status_of(now)} now.")
    if now.name != opened.name:
        told.append(f"It was renamed from {opened.name} to {now.name}.")
    return " ".join(told)
