"""Documents that were sent from a page: each is read, and becomes a draft, or is refused in words of its own; and what
becomes of a draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

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
    """Read each file as the article `replacing`, or as a new one. Raises InvalidFields for what concerns them all.

    Raises DataError, too.
    """
    if len(files) > 1 and (replacing is not None or form.id or form.title or form.url):
        raise InvalidFields(FieldError("#/file", "Choose one file: an id, a title and an address are those of one"))
    words = changes.words()
    out: list[Taken] = []
    for file in files:
        name, article_id = str(file.filename), replacing or form.id.strip() or id_of(str(file.filename))
        try:
            if article_id in [other.article for other in out if other.draft]:
                raise Refused(
                    "article_exists", "Another of these files gives the same id; send it alone, with an id of its own."
                )
            if replacing is None:
                _check_new(article_id, changes, service)
            upload = upload_of(file, form.known(), typed=False)
            read = _read(upload, article_id, name, words)
            draft = changes.drafts.add(article_id, name, upload, read, replaces=replacing is not None)
            out.append(Taken(name, article_id, draft))
        except Refused as refusal:
            out.append(Taken(name, article_id, refusal=refusal))
    return out


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
