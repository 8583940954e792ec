"""MySQL's character sets, as `SHOW COLLATION` of 5.7 and of 8.0 list them."""

from __future__ import annotations

import pytest

from trove_tui.api.charsets import CharacterSet, character_sets


def by_name(datastore: str, version: str) -> dict[str, CharacterSet]:
    return {one.name: one for one in character_sets(datastore, version)}


@pytest.mark.parametrize(
    ("version", "collations"), [("5.7", 222), ("5.7.29", 222), ("8.0", 286), ("mysql-8.4", 286)]
)
def test_there_are_as_many_as_the_server_lists(version: str, collations: int) -> None:
    sets = character_sets("mysql", version)

    assert len(sets) == 41
    assert sum(len(one.collations) for one in sets) == collations


@pytest.mark.parametrize("version", ["5.6", "5.7", "8.0"])
def test_each_collation_is_there_once_and_named_after_its_character_set(version: str) -> None:
    sets = character_sets("mysql", version)

    names = [name for one in sets for name in one.collations]
    assert len(set(names)) == len(names)
    for one in sets:
        assert all(name.startswith(f"{one.name}_") or name == "binary" for name in one.collations)
        assert list(one.collations[1:]) == sorted(one.collations[1:])


@pytest.mark.parametrize(
    ("version", "name", "default"),
    [
        ("5.7", "utf8mb4", "utf8mb4_general_ci"),
        ("8.0", "utf8mb4", "utf8mb4_0900_ai_ci"),
        ("5.7", "utf8", "utf8_general_ci"),
        ("8.0", "utf8mb3", "utf8mb3_general_ci"),
        ("5.7", "latin1", "latin1_swedish_ci"),
        ("5.7", "gbk", "gbk_chinese_ci"),
        ("5.7", "hp8", "hp8_english_ci"),
        ("5.7", "binary", "binary"),
    ],
)
def test_the_default_is_the_one_that_the_server_means(
    version: str, name: str, default: str
) -> None:
    assert by_name("mysql", version)[name].default == default


def test_what_came_with_8_0_is_offered_there_only() -> None:
    old, new = by_name("mysql", "5.7"), by_name("mysql", "8.0")

    assert "utf8mb4_zh_0900_as_cs" in new["utf8mb4"].collations
    assert "utf8mb4_ja_0900_as_cs_ks" in new["utf8mb4"].collations
    assert not any("0900" in name for one in old.values() for name in one.collations)
    assert len(new["utf8mb4"].collations) == 89
    assert "utf8" not in new
    assert "utf8mb3" not in old


def test_servers_without_gb18030_are_not_offered_it() -> None:
    assert "gb18030" in by_name("mysql", "5.7")
    assert "gb18030" not in by_name("mysql", "5.6.40")
    assert "gb18030" not in by_name("mariadb", "10.6")


def test_a_version_that_tells_nothing_is_taken_for_5_7() -> None:
    assert character_sets("percona", "") == character_sets("mysql", "5.7")


def test_of_other_datastores_nothing_is_known() -> None:
    assert character_sets("postgresql", "12") == ()
