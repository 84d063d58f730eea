"""OUT: what should people read and decide?"""


class ReportError(Exception):
    """A report that cannot be made: the message names the day, file or block and says what would help."""
