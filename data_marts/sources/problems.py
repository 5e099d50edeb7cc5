"""The one error of the sources: a sentence for the operator, never a person's data."""


class SourceError(Exception):
    """A source file or answer cannot be used. The sentence says what is wrong, where, and what to do."""
