"""What the kinds of "no value" mean, for those who read an export later."""

from __future__ import annotations

from core.questions.crosstab.source import OTHER_KIND
from core.questions.specials import Special
from core.questions.tabulation.figures import ANSWERED

MEANINGS = {
    ANSWERED: "回答があります。0も回答です。",
    Special.BLANK.value: "尋ねましたが、空欄のまま提出されました。",
    Special.NOT_APPLICABLE.value: "該当するものがないという回答です。",
    Special.EXEMPT.value: "回答しなくてよいこととしました。",
    Special.NOT_ASKED.value: "ほかの設問への回答により、尋ねませんでした。",
    Special.UNANSWERED.value: "まだ回答がありません。",
    OTHER_KIND: "回答したときの様式では、種類の違う設問（または表の列）でした。設問の回答は、その種類の列にあります。",
}
