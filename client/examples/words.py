"""Procedures in Python: amp-server --listen=127.0.0.1:1337 --include=words.py"""


def count_words(text: str) -> int:
    """Counts the words of a text."""
    return len(text.split())


class Words:
    @staticmethod
    def longest(text: str) -> str:
        """The longest word of a text."""
        return max(text.split(), key=len)
