"""What can go wrong while answering is judged."""

from corpus import PioneerError


class QuestionFileError(PioneerError):
    """A file of judged questions cannot be read; the text names the file and, where one line is at fault, the line."""


class RunFileError(PioneerError):
    """A file is not the run of an evaluation that it should be; the text names it and says how one is made."""
