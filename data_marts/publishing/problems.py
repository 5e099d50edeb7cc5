"""Why a release is not published, taken back or compared: a sentence for the operator."""

from data_marts.sources.problems import SourceError


class PublicationError(SourceError):
    """What was asked for was refused, and nothing was changed. The sentence says why, and what to do."""
