"""How much room text takes, and where a label breaks. The reader's font is not known: estimates, on the large side."""

from __future__ import annotations

import unicodedata

WIDTHS = {"W": 1.0, "F": 1.0, "A": 1.0, "H": 0.55}
NARROW = frozenset("iljftr.,:;'|!()[]{}/ ")
BROAD = frozenset("mwMW@%&")
NOT_FIRST = frozenset(
    "、。，．,.・：；:;？！?!ー―）)］]｝}〉》」』】〕’”％%々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョヶ〜"
)
NOT_LAST = frozenset("（([［{｛〈《「『【〔‘“")
GOOD_BREAK = frozenset("・　 ）／/、")
ELLIPSIS = "…"


def clusters(text: str) -> list[str]:
    """What must not be torn apart: a character with its combining marks and variation selectors (葛󠄀)."""
    found: list[str] = []
    for character in text:
        joins = unicodedata.combining(character) or "\ufe00" <= character <= "\ufe0f"
        if found and (joins or "\U000e0100" <= character <= "\U000e01ef" or character == "\u200d"):
            found[-1] += character
        else:
            found.append(character)
    return found


def width(text: str, size: float) -> float:
    """The width of one line, in the unit of `size` (the height of the letters)."""
    return sum(_em(cluster[0]) for cluster in clusters(text)) * size


def _em(character: str) -> float:
    wide = WIDTHS.get(unicodedata.east_asian_width(character))
    if wide is not None:
        return wide
    if character in NARROW:
        return 0.38
    if character in BROAD:
        return 0.95
    return 0.7 if character.isupper() else 0.6


def wrapped(text: str, room: float, size: float, lines: int = 3) -> tuple[str, ...]:
    """The text in at most `lines` lines no wider than `room`; what is left over becomes an ellipsis."""
    rest = _words(" ".join(text.split()))
    done: list[str] = []
    while rest and len(done) < lines:
        count = _fitting(rest, room, size)
        if count < len(rest) and len(done) == lines - 1:
            done.append(shortened("".join(rest), room, size))
            break
        done.append("".join(rest[:count]).strip())
        rest = rest[count:]
    return tuple(done) or ("",)


def shortened(text: str, room: float, size: float) -> str:
    if width(text, size) <= room:
        return text
    kept = ""
    for cluster in clusters(text):
        if width(kept + cluster + ELLIPSIS, size) > room:
            break
        kept += cluster
    return kept.rstrip() + ELLIPSIS


def _words(text: str) -> list[str]:
    """Parts between which a line may break: runs of Latin letters and digits, else single characters."""
    words: list[str] = []
    for cluster in clusters(text):
        last = words[-1] if words else ""
        runs_on = last and _is_run(last[-1]) and _is_run(cluster[0])
        if last and (runs_on or cluster[0] in NOT_FIRST or last[-1] in NOT_LAST or cluster == " "):
            words[-1] += cluster
        else:
            words.append(cluster)
    return words


def _is_run(character: str) -> bool:
    return character.isalnum() and unicodedata.east_asian_width(character) not in ("W", "F", "A")


def _fitting(words: list[str], room: float, size: float) -> int:
    """How many of the words stand on one line. At least one, which is cut if it alone is too wide."""
    used, count = 0.0, 0
    for word in words:
        used += width(word.rstrip(), size)
        if used > room:
            break
        used += width(word, size) - width(word.rstrip(), size)
        count += 1
    if count == 0:
        return _cut(words, room, size)
    if count < len(words):
        for earlier in range(count, max(count // 2, 1), -1):
            if words[earlier - 1][-1] in GOOD_BREAK or words[earlier][0] in NOT_LAST:
                return earlier
    return count


def _cut(words: list[str], room: float, size: float) -> int:
    kept = ""
    for cluster in clusters(words[0]):
        if kept and width(kept + cluster, size) > room:
            break
        kept += cluster
    words[:1] = [kept, *([words[0][len(kept) :]] if len(words[0]) > len(kept) else [])]
    return 1
