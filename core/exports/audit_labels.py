"""What is done with exports, in words. What stands in a definition, the rooms that register producers name."""

from core.exports.encodings import Encoding
from core.exports.services.deciding import Choice
from core.people.audit_words import name_actions, name_detail

name_actions(
    {
        "export.requested": "書き出しを依頼",
        "export.produced": "書き出しファイルを作成",
        "export.decided": "書き出しで表せない文字の扱いを決定",
        "export.downloaded": "書き出しファイルをダウンロード",
        "export.cancelled": "書き出しを中止",
        "export.failed": "書き出しに失敗",
    }
)
name_detail("definition", "書き出しの内容")
name_detail("encoding", "文字コード", dict(Encoding.choices))
name_detail("choice", "選んだ扱い", dict(Choice.choices))
name_detail("mark", "置き換える記号")
name_detail("characters", "表せない文字の数")
name_detail("sha256", "SHA-256")
name_detail("rows", "行数")
name_detail("size", "大きさ（バイト）")
