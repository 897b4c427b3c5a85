"""Documents that were sent from a page: each becomes a job, or is refused in words of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

from werkzeug.datastructures import FileStorage

from corpus import make_id
from web.changes import Changes
from web.http.posting import DocumentForm, check_article_id, upload_of
from web.http.problems import FieldError, InvalidFields, Refused, faults_of
from web.jobs.job import Job, JobKind
from web.service import Service


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one document: a job, or a refusal. `name`: its file's, as it was sent."""

    name: str
    article: str
    job: Job | None = None
    refusal: Refused | None = None

    @property
    def why(self) -> str:
        """Why it was refused, in words; empty where it was not."""
        return " ".join(fault.detail for fault in faults_of(self.refusal)) if self.refusal else ""


def take(
    form: DocumentForm, files: Sequence[FileStorage], changes: Changes, service: Service, replacing: str | None = None
) -> list[Taken]:
    """Take each file as the article `replacing`, or as a new one. Raises InvalidFields for what concerns them all.

    Raises DataError, too.
    """
    if len(files) > 1 and (replacing is not None or form.id or form.title or form.url):
        raise InvalidFields(FieldError("#/file", "Choose one file: an id, a title and an address are those of one"))
    out: list[Taken] = []
    for file in files:
        article_id = replacing or form.id.strip() or id_of(str(file.filename))
        try:
            if article_id in [other.article for other in out if other.job]:
                raise Refused(
                    "article_exists", "Another of these files gives the same id; send it alone, with an id of its own."
                )
            if replacing is None:
                _check_new(article_id, changes, service)
            upload = upload_of(file, form.known(), typed=False)
            out.append(Taken(str(file.filename), article_id, changes.jobs.enqueue(JobKind.PUT, article_id, upload)))
        except Refused as refusal:
            out.append(Taken(str(file.filename), article_id, refusal=refusal))
    return out


def id_of(filename: str) -> str:
    """The id made of a file's name, as of one in a folder; a browser may send the path of another system before it."""
    return make_id(PureWindowsPath(filename).stem)


def _check_new(article_id: str, changes: Changes, service: Service) -> None:
    check_article_id(article_id)
    if changes.holds(article_id, service):
        raise Refused(
            "article_exists",
            f"There is an article {article_id} already. Replace that one from the list of articles, "
            "or send the file by itself, with an id of its own.",
        )
