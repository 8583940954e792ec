"""MySQL's character sets and their collations, as 5.7 and 8.0 list them: no server is asked.

Collations of 8.0 are those of its last releases: one that is too new for a server is refused by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """A character set, and how its texts can be compared and sorted."""

    name: str
    description: str
    collations: tuple[str, ...]
    """The default, then the others from A to Z."""

    @property
    def default(self) -> str:
        """The collation that is used where none is named."""
        return self.collations[0]


_SINGLE = """
    armscii8 | ARMSCII-8 Armenian              | general_ci  bin
    ascii    | US ASCII                        | general_ci  bin
    big5     | Big5 Traditional Chinese        | chinese_ci  bin
    binary   | Binary pseudo charset           |
    cp1250   | Windows Central European        | general_ci  bin croatian_ci czech_cs polish_ci
    cp1251   | Windows Cyrillic                | general_ci  bin bulgarian_ci general_cs
                                                             ukrainian_ci
    cp1256   | Windows Arabic                  | general_ci  bin
    cp1257   | Windows Baltic                  | general_ci  bin lithuanian_ci
    cp850    | DOS West European               | general_ci  bin
    cp852    | DOS Central European            | general_ci  bin
    cp866    | DOS Russian                     | general_ci  bin
    cp932    | SJIS for Windows Japanese       | japanese_ci bin
    dec8     | DEC West European               | swedish_ci  bin
    eucjpms  | UJIS for Windows Japanese       | japanese_ci bin
    euckr    | EUC-KR Korean                   | korean_ci   bin
    gb18030  | China National Standard GB18030 | chinese_ci  bin unicode_520_ci
    gb2312   | GB2312 Simplified Chinese       | chinese_ci  bin
    gbk      | GBK Simplified Chinese          | chinese_ci  bin
    geostd8  | GEOSTD8 Georgian                | general_ci  bin
    greek    | ISO 8859-7 Greek                | general_ci  bin
    hebrew   | ISO 8859-8 Hebrew               | general_ci  bin
    hp8      | HP West European                | english_ci  bin
    keybcs2  | DOS Kamenicky Czech-Slovak      | general_ci  bin
    koi8r    | KOI8-R Relcom Russian           | general_ci  bin
    koi8u    | KOI8-U Ukrainian                | general_ci  bin
    latin1   | cp1252 West European            | swedish_ci  bin danish_ci general_ci general_cs
                                                             german1_ci german2_ci spanish_ci
    latin2   | ISO 8859-2 Central European     | general_ci  bin croatian_ci czech_cs hungarian_ci
    latin5   | ISO 8859-9 Turkish              | turkish_ci  bin
    latin7   | ISO 8859-13 Baltic              | general_ci  bin estonian_cs general_cs
    macce    | Mac Central European            | general_ci  bin
    macroman | Mac West European               | general_ci  bin
    sjis     | Shift-JIS Japanese              | japanese_ci bin
    swe7     | 7bit Swedish                    | swedish_ci  bin
    tis620   | TIS620 Thai                     | thai_ci     bin
    ujis     | EUC-JP Japanese                 | japanese_ci bin
    utf16le  | UTF-16LE Unicode                | general_ci  bin
"""
"""Name, description, collations without the name before them; a binary one is called as its set."""

_UNICODE: Mapping[str, str] = {
    "ucs2": "UCS-2 Unicode",
    "utf16": "UTF-16 Unicode",
    "utf32": "UTF-32 Unicode",
    "utf8": "UTF-8 Unicode, 3 bytes at most",
    "utf8mb4": "UTF-8 Unicode",
}
_UNICODE_COLLATIONS = """
    bin croatian_ci czech_ci danish_ci esperanto_ci estonian_ci general_ci german2_ci hungarian_ci
    icelandic_ci latvian_ci lithuanian_ci persian_ci polish_ci roman_ci romanian_ci sinhala_ci
    slovak_ci slovenian_ci spanish2_ci spanish_ci swedish_ci turkish_ci unicode_520_ci unicode_ci
    vietnamese_ci
"""
"""What each of those has."""

_OF_8_0 = """
    0900_ai_ci 0900_as_ci 0900_as_cs 0900_bin ja_0900_as_cs ja_0900_as_cs_ks zh_0900_as_cs
"""
_LANGUAGES_OF_8_0 = """
    bg bs cs da de_pb eo es es_trad et gl hr hu is la lt lv mn_cyrl nb nn pl ro ru sk sl sr_latn sv
    tr vi
"""
_ENDS_OF_8_0 = ("ai_ci", "as_cs")
"""Each of the languages has both: one blind to accents and case, one that tells them apart."""


def character_sets(datastore: str, version: str) -> tuple[CharacterSet, ...]:
    """The character sets of a datastore version, from A to Z; empty where they aren't known."""
    kind = datastore.lower()
    if not any(name in kind for name in ("mysql", "percona", "mariadb")):
        return ()
    match = re.search(r"(\d+)(?:\.(\d+))?", version)
    release = (int(match[1]), int(match[2] or 0)) if match else (5, 7)
    if "mariadb" in kind:
        return _sets(with_gb18030=False, new=False)
    return _sets(with_gb18030=release >= (5, 7), new=release >= (8, 0))


@cache
def _sets(*, with_gb18030: bool, new: bool) -> tuple[CharacterSet, ...]:
    sets = [charset for charset in _single_byte_sets() if with_gb18030 or charset.name != "gb18030"]
    sets += [_unicode_set(name, description, new) for name, description in _UNICODE.items()]
    return tuple(sorted(sets, key=lambda charset: charset.name))


def _single_byte_sets() -> Iterator[CharacterSet]:
    joined = re.sub(r"\n {20,}", " ", _SINGLE)
    for line in joined.strip().splitlines():
        name, description, endings = (part.strip() for part in line.split("|"))
        collations = tuple(f"{name}_{ending}" for ending in endings.split()) or (name,)
        yield CharacterSet(name, description, collations)


def _unicode_set(name: str, description: str, new: bool) -> CharacterSet:
    endings = _UNICODE_COLLATIONS.split()
    default = "general_ci"
    if name in ("ucs2", "utf8"):
        endings.append("general_mysql500_ci")
    if name == "utf8" and new:
        name = "utf8mb3"  # what 8.0 calls it; 5.x has no such name for its collations
        endings.append("tolower_ci")
    if name == "utf8mb4" and new:
        default = "0900_ai_ci"
        languages = _LANGUAGES_OF_8_0.split()
        of_languages = (f"{stem}_0900_{end}" for stem in languages for end in _ENDS_OF_8_0)
        endings += [*_OF_8_0.split(), *of_languages]
    others = sorted(ending for ending in endings if ending != default)
    return CharacterSet(name, description, tuple(f"{name}_{stem}" for stem in (default, *others)))
