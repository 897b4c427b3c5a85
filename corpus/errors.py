"""Everything that can go wrong and be told to a user, in one tree."""

from collections.abc import Sequence


class PioneerError(Exception):
    """The base of every error this project raises on purpose; its text says what, where and what next.

    PioneerError
    ├── CorpusError              an article, or a file of articles, cannot be read
    │   ├── ArticleError         one article: not what its suffix says, without text, too large, a bad or taken id
    │   │   └── ArticlesRefused  several of them, each with its own reason
    │   ├── CorpusNotFound       no such folder or file, or no article in it
    │   └── VocabularyError      a vocabulary file: no TOML, an unknown key, a value that is none
    ├── GenerationError          an index cannot be written or opened             (index.errors)
    │   ├── IndexNotFound        there is none yet
    │   ├── IndexDamaged         a file is missing, cut short or not what the manifest says
    │   ├── IndexFormat          written by another version of this program
    │   │   └── IndexOutdated    by an earlier one
    │   ├── VocabularyMismatch   built with other words than those that are given
    │   ├── EncoderMismatch      built with an encoder, and another is given, or none
    │   └── EngineError          the engine that holds the index does not answer, or in part
    ├── EncoderError             a sentence encoder cannot be opened or run       (index.errors)
    ├── ModelError               a folder of models cannot be used                (qa.errors)
    ├── QuestionFileError        a file of questions cannot be read               (web.evaluation.question_files)
    ├── RunFileError             a file is not an evaluation’s run                (web.evaluation.run_file)
    ├── DataError                the folder for data cannot be read or written    (web.store.files)
    ├── NoTemporaryFolder        no temporary file can be written                 (web.store.files)
    ├── TokenRefused             a token of this name cannot be made              (web.store.token)
    ├── GateRefused              an answer that is held to gets worse             (web.evaluation.gate)
    ├── JobRunning               a rebuild is asked for while another one runs    (web.jobs.job)
    ├── BeingIndexed             an article to be removed is being indexed        (web.jobs.job)
    ├── Interrupted              the server that a builder works for is gone      (web.jobs.builder)
    ├── BackupRefused            a backup cannot be written, or is none           (web.backup)
    ├── CannotListen             the address is taken, not ours, or not allowed   (web.server.serve)
    └── Refused                  a request, over HTTP                             (web.http.problems)
        └── InvalidFields        a field is missing, empty, unknown, out of range or not Unicode text
    """


class CorpusError(PioneerError):
    """An article, or a file of articles, cannot be read."""


class ArticleError(CorpusError):
    """One article is refused; the text names its file and, in a file of many, its line."""

    @property
    def refusals(self) -> "tuple[ArticleError, ...]":
        """Each refusal by itself."""
        return (self,)


class ArticlesRefused(ArticleError):
    """Several articles are refused; the text has the reason of each."""

    def __init__(self, refusals: Sequence[ArticleError]) -> None:
        """Take the refusals, in the order that they are to be told in."""
        super().__init__(f"{len(refusals):,} articles are refused: {'; '.join(map(str, refusals))}")
        self._refusals = tuple(refusals)

    @property
    def refusals(self) -> tuple[ArticleError, ...]:
        """Each refusal by itself."""
        return self._refusals


class CorpusNotFound(CorpusError):
    """No such folder or file, or no article in it."""


class VocabularyError(CorpusError):
    """A vocabulary file is refused; the text names it, the key, and what is expected there."""
