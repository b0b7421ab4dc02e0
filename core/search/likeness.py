"""What of a text counts when it is asked what is like it."""

from __future__ import annotations

from core.search.folding import fold
from core.search.grams import bigrams_of

# "投票所の数" and "投票所数を記入してください" share 2 of the 4 bigrams that count in each, which comes to 0.5;
# questions about different things that happen to use the same word stay below this.
AT_LEAST = 0.3

# A question is compared by how it begins; an explanation that goes on would drown it.
_MAX_LENGTH = 150

# What every question says, whatever it asks. It would make strangers alike.
POLITE = bigrams_of(
    fold(
        "を記入してください にご記入ください をお答えください についてご回答願います を教えてください "
        "を選択してください を選んでください を入力してください をお知らせください に関して ありますか していますか"
    )
)


def telling_bigrams_of(text: str) -> list[str]:
    """The bigrams of the text's beginning, without those of polite phrases."""
    polite = set(POLITE)
    return [gram for gram in bigrams_of(fold(text[:_MAX_LENGTH])) if gram not in polite]
