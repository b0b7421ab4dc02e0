"""Messages out: the inbox and the mail. One class per kind of message, one row per recipient."""
