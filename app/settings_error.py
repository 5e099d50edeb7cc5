"""The one kind of error that a setting causes."""


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which and what to do."""
