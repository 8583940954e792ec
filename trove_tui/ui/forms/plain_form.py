"""A form for any request, made from the model's fields: for those without one of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from textual.app import ComposeResult

from trove_tui.changes.change import Change
from trove_tui.ui.forms.fields import Field, SecretField, TextField
from trove_tui.ui.forms.form import Form


class PlainForm(Form):
    """A line for each field of the request; several values in one are separated by commas.

    What the model's class says of it is taken: `verb`, `destroys`. Its first sentence of
    documentation stands for the effect.
    """

    def compose_fields(self) -> ComposeResult:
        """One field for each of the model's."""
        for name, info in self.model.model_fields.items():
            yield _field(name, info)

    def values(self) -> Mapping[str, object]:
        """What is typed; what is left empty and may be is left out."""
        told: dict[str, object] = {}
        for key, typed in super().values().items():
            info = self.model.model_fields[key]
            if typed == "" and not info.is_required():
                continue
            told[key] = _several(str(typed)) if _takes_several(info) else typed
        return told


@cache
def plain_form(request_type: type[Change]) -> type[PlainForm]:
    """The form class made for such a request."""

    class Made(PlainForm):
        __doc__ = request_type.__doc__
        model: ClassVar[type[Change]] = request_type
        verb = request_type.verb or _words(request_type.__name__)
        # With nothing to type, as with what destroys, Enter must not meet the button.
        AUTO_FOCUS = "#cancel" if request_type.destroys or not request_type.model_fields else "Line"

    Made.__name__ = Made.__qualname__ = f"{request_type.__name__}Form"
    return Made


def _field(name: str, info: FieldInfo) -> Field:
    label = info.title or _words(name)
    hint = info.description or ("separated by commas" if _takes_several(info) else "")
    if _is_secret(info.annotation):
        return SecretField(name, label)
    optional = "" if info.is_required() else "optional"
    return TextField(name, label, hint=hint, placeholder=optional)


def _words(name: str) -> str:
    """`volume_size` and `VolumeSize` as `Volume size`."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in name)
    return spaced.replace("_", " ").strip().capitalize()


def _several(typed: str) -> list[str]:
    return [one.strip() for one in typed.split(",") if one.strip()]


def _takes_several(info: FieldInfo) -> bool:
    return any(get_origin(one) in (tuple, list, set, frozenset) for one in _kinds(info.annotation))


def _is_secret(annotation: Any) -> bool:
    return any(one is SecretStr for one in _kinds(annotation))


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *get_args(annotation))
