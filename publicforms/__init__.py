"""Public forms: the public's door, and forms that staff make for themselves (公開フォーム・申込)."""
