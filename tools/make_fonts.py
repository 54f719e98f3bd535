"""Cut the fonts of the PDF report from their full versions. All are under the SIL Open Font License 1.1.

    npm pack @expo-google-fonts/noto-sans-sc @expo-google-fonts/inter @expo-google-fonts/source-serif-4
    npm pack @expo-google-fonts/noto-serif-sc @expo-google-fonts/noto-emoji @fontsource/noto-sans-sc
    (unpack all six below one folder)
    python tools/make_fonts.py FOLDER reports/fonts

TTF, because decoding WOFF2 costs seconds per process. One file per family, weight and style, never unicode-range:
WeasyPrint merges such files into one PDF font and then prints other digits than the text says. The families get
names of our own: the Reserved Font Name of the originals must not stand on a changed font, and a font of the same
name on the server must not take its place. The same source gives the same bytes.
"""

import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

Ranges = list[tuple[int, int]]

LETTERS: Ranges = [(0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x30C), (0x370, 0x3FF), (0x400, 0x45F), (0x1EA0, 0x1EF9)]
SIGNS: Ranges = [(0x2010, 0x205E), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x218B), (0x2190, 0x22FF)]
HAN_SIGNS: Ranges = [(0x2460, 0x24FF), (0x25A0, 0x26FF), (0x2713, 0x2718), (0x3000, 0x303F), (0xFF00, 0xFFEF)]
NOT_IN_CHINESE = set("“”‘’—…·")  # in Chinese text these are full-width and come from the Chinese font

HAN, EMOJI = "NotoSansSC_400Regular.ttf", "NotoEmoji_400Regular.ttf"
HAN_BEGINS = 0x2E80
BLANKS = {0x20, 0xA0, 0x200B, 0x3000}  # Pango sets a blank in the font of the sign before it, even where it has none
FEATURES = ["kern", "liga", "tnum", "lnum", "mark", "mkmk", "ccmp", "locl"]
DROPPED = ["DSIG", "vhea", "vmtx", "VORG", "BASE"]


@dataclass(frozen=True)
class Cut:
    source: str
    family: str
    style: str
    characters: frozenset[int]


def span(ranges: Ranges) -> frozenset[int]:
    """The assigned characters of the ranges."""
    found = {code for low, high in ranges for code in range(low, high + 1)}
    return frozenset(code for code in found if unicodedata.category(chr(code)) != "Cn")


def gb2312() -> Iterator[int]:
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield ord(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def signs_of(folder: Path, file: str) -> frozenset[int]:
    return frozenset(TTFont(next(folder.rglob(file))).getBestCmap())


def cuts(folder: Path) -> Iterator[Cut]:
    """The thirteen fonts. GB 2312 alone lacks characters common in names, so the simplified web set is added.

    The other Han signs, among them a thousand that stand in names, fill a font of their own: in one font with the
    common ones they would cost each report time.
    """
    latin = span(LETTERS + SIGNS)
    web = signs_of(folder, "noto-sans-sc-chinese-simplified-400-normal.woff2")
    han = span(LETTERS + SIGNS + HAN_SIGNS) | set(gb2312()) | web
    in_chinese = latin - {ord(character) for character in NOT_IN_CHINESE}
    for style, name in (("Regular", "400Regular"), ("Medium", "500Medium"), ("SemiBold", "600SemiBold")):
        yield Cut(f"Inter_{name}.ttf", "Report Sans", style, latin)
        yield Cut(f"Inter_{name}.ttf", "Report Sans CN", style, in_chinese)
    yield Cut("SourceSerif4_600SemiBold.ttf", "Report Serif", "SemiBold", latin)
    yield Cut("SourceSerif4_600SemiBold.ttf", "Report Serif CN", "SemiBold", in_chinese)
    yield Cut(HAN, "Report Han", "Regular", frozenset(han))
    yield Cut("NotoSansSC_700Bold.ttf", "Report Han", "Bold", frozenset(han))
    yield Cut("NotoSerifSC_600SemiBold.ttf", "Report Han Serif", "SemiBold", frozenset(han))
    rare = {sign for sign in signs_of(folder, HAN) if sign >= HAN_BEGINS}
    yield Cut(HAN, "Report Han Rare", "Regular", frozenset(rare - han | BLANKS))
    yield Cut(EMOJI, "Report Emoji", "Regular", signs_of(folder, EMOJI) - latin - han | BLANKS)


def rename(font: TTFont, family: str, style: str) -> None:
    full = f"{family} {style}"
    names = {1: full, 2: "Regular", 3: full, 4: full, 6: full.replace(" ", "-"), 16: family, 17: style}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


def make(cut: Cut, folder: Path, target: Path) -> None:
    options = subset.Options(
        layout_features=FEATURES, hinting=False, desubroutinize=True, name_IDs=["*"], notdef_outline=True,
        drop_tables=DROPPED,
    )  # fmt: skip
    font = TTFont(next(folder.rglob(cut.source)), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=cut.characters)
    cutter.subset(font)
    rename(font, cut.family, cut.style)
    file = target / f"{cut.family.replace(' ', '')}-{cut.style}.ttf"
    font.save(file)
    print(f"{file.name}: {len(font.getGlyphOrder())} glyphs, {file.stat().st_size / 1e6:.2f} MB")


def main(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for cut in cuts(folder):
        make(cut, folder, target)
    for package, name in (
        ("noto-sans-sc", "noto-sans-sc"), ("noto-serif-sc", "noto-serif-sc"), ("inter", "inter"),
        ("source-serif-4", "source-serif"), ("noto-emoji", "noto-emoji"),
    ):  # fmt: skip
        licences = sorted(folder.glob(f"*{package}*/**/LICENSE_FONT"))
        shutil.copyfile(licences[0], target / f"{name}-OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
