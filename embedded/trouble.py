"""What went wrong in a way the person at the keyboard can put right."""


class Trouble(Exception):
    """One line for that person, in Japanese and English: what happened, where, what to do. No traceback."""

    def __init__(self, japanese: str, english: str) -> None:
        super().__init__(f"{japanese} / {english}")
