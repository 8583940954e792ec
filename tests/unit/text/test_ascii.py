"""Our signs, where there is no more than ASCII."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trove_tui.text.ascii import in_ascii
from trove_tui.text.width import cell_width

OURS = "…–→≥∞·●○✖✓◔↻∅▌│─█▁▂▃▄▅▆▇↑↓×−•▸"


def test_none_of_our_signs_is_left() -> None:
    assert in_ascii(OURS).isascii()


@given(st.text(st.sampled_from(OURS + "a数é"), max_size=40))
def test_a_text_stays_as_wide_and_a_servers_letters_stay(text: str) -> None:
    assert cell_width(in_ascii(text)) == cell_width(text)
    assert [one for one in in_ascii(text) if one in "数é"] == [one for one in text if one in "数é"]
