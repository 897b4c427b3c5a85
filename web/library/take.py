"""Documents that were sent from a page: each is read, and becomes a draft, or is refused in words of its own; and what
becomes of a draft.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PureWindowsPath
from threading import BoundedSemaphore
from time import monotonic

from werkzeug.datastructures import FileStorage

from corpus import ArticleError, SourceFile, Vocabulary, make_id
from web.changes import Changes, draft_not_found
from web.http.bodies import KnownFields
from web.http.posting import DocumentForm, check_article_id, upload_of
from web.http.problems import FieldError, InvalidFields, Refused, faults_of
from web.jobs.documents import Upload
from web.jobs.drafts import Draft, Understood, understand
from web.jobs.job import Job, JobKind
from web.service import Service

AT_ONCE = 2
"""Of so many senders a process reads the documents at once, in a thread each: all others are left to readers."""

READING = 20.0
"""Seconds after which no further document of a form is read; one of them may take up to 50."""

_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one document: a draft, or a refusal. `name`: its file's, as it was sent."""

    name: str
    article: str
    draft: Draft | None = None
    refusal: Refused | None = None

    @property
    def why(self) -> str:
        """Why it was refused, in words; empty where it was not."""
        return " ".join(fault.detail for fault in faults_of(self.refusal)) if self.refusal else ""


def take(
    form: DocumentForm, files: Sequence[FileStorage], changes: Changes, service: Service, replacing: str | None = None
) -> list[Taken]:
    """Read each file as the article `replacing`, or as a new one. Raises InvalidFields for what concerns them all, and
    Refused where as many documents are read as may be at once.

    Raises DataError, too.
    """
    if len(files) > 1 and (replacing is not None or form.id or form.title or form.url):
        raise InvalidFields(FieldError("#/file", "Choose one file: an id, a title and an address are those of one"))
    words = changes.words()
    out: list[Taken] = []
    with _reading():
        ends = monotonic() + READING
        for file in files:
            name, article_id = str(file.filename), replacing or form.id.strip() or id_of(str(file.filename))
            try:
                if article_id in [other.article for other in out if other.draft]:
                    raise Refused(
                        "article_exists",
                        "Another of these files gives the same id; send it alone, with an id of its own.",
                    )
                if monotonic() > ends:
                    raise Refused("took_too_long", "The files before it took too long to read; send this one again.")
                if replacing is None:
                    _check_new(article_id, changes, service)
                upload = upload_of(file, form.known(), typed=False)
                read = _read(upload, article_id, name, words)
                draft = changes.drafts.add(article_id, name, upload, read, replaces=replacing is not None)
                out.append(Taken(name, article_id, draft))
            except Refused as refusal:
                out.append(Taken(name, article_id, refusal=refusal))
    return out


@contextmanager
def _reading() -> Iterator[None]:
    """Hold one of the places in which documents are read. Raises Refused where none is free."""
    if not _places.acquire(blocking=False):
        raise Refused(
            "too_busy",
            "Other documents are being read; send yours again in a few seconds.",
            headers={"Retry-After": str(round(READING))},
        )
    try:
        yield
    finally:
        _places.release()


def publish_draft(draft: Draft, form: KnownFields, changes: Changes, service: Service) -> Job:
    """Have a draft indexed, with what its editor says of it: what was read of the document itself stays its own word.

    The job has the draft's id, so that of several who publish it one does, and none again after a crash. Raises Refused
    where it waits no more, or the article of a new one is there by now, and DataError.
    """
    if not draft.replaces:
        _check_new(draft.article, changes, service)
    upload = changes.drafts.document(draft)
    if upload is None:
        raise draft_not_found()
    said = {
        field: value
        for field, value in form.known().items()
        if field in upload.known or value != getattr(draft.understood, field)
    }
    sent = Upload(upload.raw, upload.suffix, said)
    job = changes.jobs.enqueue_once(draft.id, JobKind.PUT, draft.article, sent)
    if job is None:
        raise draft_not_found()
    changes.drafts.remove(draft.id)
    return job


def id_of(filename: str) -> str:
    """The id made of a file's name, as of one in a folder; a browser may send the path of another system before it."""
    return make_id(PureWindowsPath(filename).stem)


def _read(upload: Upload, article_id: str, name: str, words: Vocabulary) -> Understood:
    """What is understood of a document. Raises InvalidFields where it cannot be read."""
    try:
        return understand(SourceFile(article_id, upload.raw, upload.suffix, name, **upload.known), words)
    except ArticleError as error:
        raise InvalidFields(FieldError("#/file", str(error).removeprefix(f"{name}: "))) from None


def _check_new(article_id: str, changes: Changes, service: Service) -> None:
    check_article_id(article_id)
    if changes.holds(article_id, service):
        raise Refused(
            "article_exists",
            f"There is an article {article_id} already. Replace that one from the list of articles, "
            "or send the file by itself, with an id of its own.",
        )
