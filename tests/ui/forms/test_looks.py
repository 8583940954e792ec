"""How forms look: small screens, other terminals, rows in columns."""

from __future__ import annotations

import pytest

from tests.ui.forms.support import NASTY, flavor, instance, opened, snapshot
from tests.ui.forms.test_create import arrived, lists, picker
from tests.ui.forms.test_sending import EVERY_FORM, opened_for
from trove_tui.changes.change import Change
from trove_tui.changes.instances import CreateInstance, Rename, ResizeFlavor
from trove_tui.text.styled import Tone, text_of
from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns, ChoiceList


@EVERY_FORM
async def test_a_form_says_in_its_frame_what_it_is_about(request_type: type[Change]) -> None:
    async with opened_for(request_type) as hands:
        title = hands.form.context.title(hands.form.verb)

        assert text_of(title) in hands.screen
        assert "bj1 · " in hands.screen


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15), (40, 10)])
@EVERY_FORM
async def test_the_buttons_stand_on_any_screen(
    request_type: type[Change], size: tuple[int, int]
) -> None:
    async with opened_for(request_type, size=size) as hands:
        assert "esc cancel" in hands.screen
        frame = hands.form.query_one("#frame").region
        assert hands.form.region.contains_region(frame)
        assert frame.contains_region(hands.form.foot.submit.region)
        assert frame.contains_region(hands.form.foot.cancel.region)


async def test_a_field_below_the_screen_scrolls_into_it_when_it_is_reached() -> None:
    async with opened(CreateInstance, load=lists(), size=(80, 16)) as hands:
        await arrived(hands)
        zone = hands.field("availability_zone")
        assert not hands.form.can_view_entire(zone)

        zone.enter()
        await hands.until(lambda: hands.form.can_view_entire(zone))

        assert "Zone" in hands.screen


async def test_page_keys_scroll_the_form() -> None:
    async with opened(CreateInstance, load=lists(), size=(80, 16)) as hands:
        await arrived(hands)
        body = hands.form.query_one("#body")

        await hands.press("pagedown")

        assert body.scroll_offset.y > 0
        await hands.press("pageup")
        assert body.scroll_offset.y == 0


async def test_markup_in_a_name_is_text_in_the_frame() -> None:
    async with opened(Rename, about=instance(name=NASTY)) as hands:
        assert f"Rename {NASTY}  bj1" in hands.screen


async def test_a_long_name_leaves_room_for_the_id() -> None:
    async with opened(Rename, about=instance(name="x" * 255)) as hands:
        assert "x… " in hands.screen
        assert "7c1d…04be" in hands.screen


async def test_a_terminal_with_ascii_only_gets_nothing_else() -> None:
    async with opened(ResizeFlavor, about=instance(), ascii_only=True) as hands:
        await hands.press("m", "f2")
        await hands.fill("flavor_id", "nothing such")
        await hands.press("enter")

        assert "X It is needed." in hands.screen
        assert hands.screen.isascii(), [one for one in hands.screen if not one.isascii()]


async def test_without_colours_the_chosen_row_is_reversed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("m", "e", "m")

        rows = hands.form.query_one(ChoiceList)
        assert all(part.style and part.style.reverse for part in rows.render_line(0))
        assert not any(part.style and part.style.reverse for part in rows.render_line(1))


async def test_choosing_moves_nothing_else() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("m")
        before = hands.form.query_one("#frame").region

        for key in ("e", "m", "o", "down", "down", "z", "z"):
            await hands.press(key)
            if key != "z":
                assert hands.form.query_one("#frame").region == before


async def test_a_row_is_chosen_with_the_mouse() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.clock.advance(10)
        await hands.pilot.click(ChoiceList, offset=(4, 1))
        await hands.drawn()

        assert hands.field("flavor_id").value == "2"
        assert hands.app.focused is picker(hands, "flavor_id").line
        assert "memory-1 → memory-2" in hands.said("effect")


async def test_rows_are_folded_while_the_focus_is_elsewhere_and_the_line_says_the_choice() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await arrived(hands)
        flavors = picker(hands, "flavor_id")
        assert not flavors.query_one(ChoiceList).display

        await hands.press("tab")
        assert flavors.query_one(ChoiceList).display

        await hands.press("s", "t", "a", "tab")
        assert not flavors.query_one(ChoiceList).display
        assert flavors.line.value == "standard-1"


async def test_a_long_list_scrolls_with_the_choice() -> None:
    many = {str(n): flavor(n, f"flavor-{n}", n, n) for n in range(1, 60)}
    known = snapshot(instance(flavor_id="1"), flavors=many)
    async with opened(ResizeFlavor, about=instance(), known=known) as hands:
        for _ in range(5):
            await hands.press("pagedown")

        chosen = hands.field("flavor_id").value
        rows = hands.form.query_one(ChoiceList)
        assert f"flavor-{chosen} " in rows.text


def choice(*cells: str) -> Choice:
    return Choice(cells[0], cells, cells[0])


def test_columns_are_aligned_by_their_kind() -> None:
    layout = ChoiceColumns("name", "number", "difference")
    rows = [choice("memory-2", "8 GB", "+4 GB"), choice("m", "16 GB", "−12 GB")]
    layout.fit(rows)

    lines = [text_of(layout.line(row, 60, chosen=False)) for row in rows]

    assert lines == ["memory-2   8 GB   +4 GB", "m         16 GB  −12 GB"]


def test_columns_that_do_not_fit_are_left_out_from_the_right() -> None:
    layout = ChoiceColumns("name", "number", "difference")
    row = choice("memory-2", "8 GB", "+4 GB")
    layout.fit([row])

    assert text_of(layout.line(row, 20, chosen=False)) == "memory-2  8 GB"
    assert text_of(layout.line(row, 10, chosen=False)) == "memory-2"


def test_wide_letters_take_two_cells() -> None:
    layout = ChoiceColumns("name", "number")
    rows = [choice("内存", "8 GB"), choice("mem", "8 GB")]
    layout.fit(rows)

    lines = [text_of(layout.line(row, 60, chosen=False)) for row in rows]

    assert lines == ["内存  8 GB", "mem   8 GB"]


def test_less_stands_out_otherwise_than_more() -> None:
    layout = ChoiceColumns("name", "difference")
    more, less = choice("a", "+4 GB"), choice("b", "−4 GB")
    layout.fit([more, less])

    assert layout.line(more, 60, chosen=True)[1][1] is Tone.WELL
    assert layout.line(less, 60, chosen=True)[1][1] is Tone.BUSY
    assert layout.line(less, 60, chosen=False)[1][1] is Tone.QUIET
