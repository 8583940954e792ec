"""The editor of a configuration group that exists: it sends one PUT, or upstream one PATCH.

A PUT replaces all of the group. So it is read once more before: if it isn't what was read
when the editor opened, nothing is sent, and a person decides whose changes count. What the
server hides is never in it; a PATCH has only the values that change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from trove_tui.api.call import Dialect
from trove_tui.api.errors import NotFound, TroveError
from trove_tui.api.models import Group
from trove_tui.changes.change import Change
from trove_tui.changes.groups import UpdateGroup
from trove_tui.resources.versions import store_words
from trove_tui.text.styled import Tone
from trove_tui.ui.config_groups import diff_view
from trove_tui.ui.config_groups.conflicts import ConflictsScreen, Settled
from trove_tui.ui.config_groups.draft import Held
from trove_tui.ui.config_groups.editor_keys import EditorKeys
from trove_tui.ui.config_groups.three_way_merge import merged


class GroupEditor(EditorKeys):
    """Replaces a group. Closes with the operation once that was accepted."""

    model: ClassVar[type[Change]] = UpdateGroup
    is_new = False
    sends = "send"

    @property
    def group_id(self) -> str:
        """The group it was opened for, whatever is selected meanwhile."""
        about = self.context.row if self.context.subject is None else self.context.subject
        return about.id if isinstance(about, Group) else ""

    # What is read

    def begin(self) -> None:
        """Read the group, then what its parameters allow and which instances have it."""
        reading = self.loader.read(self.group_id, self.snapshot)
        self.run_worker(reading, group="editor reads", exclusive=True, exit_on_error=False)

    def came(self) -> None:
        """Edit the group as it was read."""
        group, parameters = self.loader.group, self.loader.parameters
        if (dialect := self.loader.dialect) is not None:
            self.context = replace(self.context, dialect=dialect)
            self.draft = replace(self.draft, merges=dialect is Dialect.UPSTREAM)
        if group is None or self.draft.parameters:
            return
        self.read_at = self.read_at or self._clock.now()
        known = parameters or {}
        self.opened(Held.of(group, known), known, store_of(group))

    def attached(self) -> tuple[diff_view.Attached, ...] | None:
        """As the server named them, and as they have been seen since."""
        refs = self.loader.instances
        return None if refs is None else diff_view.attached(self.group_id, refs, self.snapshot)

    def values(self) -> Mapping[str, object]:
        """All of the group, and which of its values are all that changes."""
        return {**super().values(), "changed": self.draft.changed}

    @property
    def obstacle(self) -> str:
        """Also that it isn't known yet how the server takes a change."""
        return super().obstacle if self.loader.dialect is not None else "not all is read yet"

    @property
    def question(self) -> str:
        """Sent, it reaches databases at once."""
        return diff_view.question(self.attached())

    # Sending

    def deliver(self, request: Change) -> None:
        """Read the group once more first: all of it is replaced."""
        self.doing = "checking"
        self.check()
        comparing = self._compare(request)
        self.run_worker(comparing, group="editor checks", exclusive=True, exit_on_error=False)

    async def _compare(self, request: Change) -> None:
        why = "the program failed"
        fresh: Group | None = None
        try:
            fresh = await self.loader.fresh(self.group_id)
        except NotFound:
            why = self._unsendable = "the group no longer exists"
        except TroveError as error:
            why = f"the group could not be read once more: {error.in_full}"
        finally:
            if self.is_attached and self.doing == "checking":
                if fresh is None:
                    self.tell(f"✖ Not sent: {why}", Tone.BROKEN)
                else:
                    self._compared(request, fresh)

    def _compared(self, request: Change, fresh: Group) -> None:
        draft = self.draft
        theirs = Held.of(fresh, draft.parameters)
        self.look()
        if theirs.is_same(draft.base):
            self.read_at = self._clock.now()
            super().deliver(request)
            return

        def settled(chosen: Settled | None) -> None:
            self._settle(theirs, chosen)

        self.app.push_screen(
            ConflictsScreen(
                draft.base,
                draft.mine,
                theirs,
                sends_all=draft.sends_all,
            ),
            settled,
        )

    def _settle(self, theirs: Held, chosen: Settled | None) -> None:
        """Go on from their group with my changes in it, or leave all as it was."""
        if chosen is None:
            self.tell("Not sent: somebody else has changed the group meanwhile.", Tone.STUCK)
            return
        draft = self.draft
        mine = merged(draft.base, draft.mine, theirs, chosen)
        self.draft = draft.rebased(theirs, mine)
        self.read_at = self._clock.now()
        self.find(self.sought)
        self.tell("Theirs is the base now. Look at what will be sent, then send it.", Tone.BUSY)

    def back(self) -> None:
        """While it is read once more: don't send it after all."""
        if self.doing == "checking":
            self.workers.cancel_group(self, "editor checks")
            self.tell("Not sent.", Tone.QUIET)
        else:
            super().back()


def store_of(group: Group) -> str:
    """The datastore whose rules count: `mysql 5.7.29`."""
    number = group.datastore_version_number
    return store_words(group.datastore_name, group.datastore_version_name, number)
