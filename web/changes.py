"""What the API and the library's pages share: changes to the articles, each of which is a job."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Library, Vocabulary, VocabularyError, shipped_vocabulary
from index import Kept
from web.http.problems import Refused
from web.jobs.drafts import Draft, Drafts
from web.jobs.job import Job, JobKind
from web.jobs.store import JobStore
from web.service import Service


@dataclass(frozen=True, slots=True)
class Changes:
    """What the service needs to take changes. `data`: the folder for data, where the token is; `writable` is False
    where the articles are a folder that is only read; `wake` tells the builder that there is something to do;
    `generations` lists those kept, the published one first; `vocabulary`: a file of words more.
    """

    data: Path
    jobs: JobStore
    writable: bool
    wake: Callable[[], None]
    generations: Callable[[], Sequence[Kept]]
    vocabulary: Path | None = None

    @property
    def drafts(self) -> Drafts:
        """The documents that editors look at before they are published."""
        return Drafts(self.data)

    def words(self) -> Vocabulary:
        """The words that documents are read by. Raises OSError."""
        try:
            return Library(self.data, self.vocabulary).words()
        except VocabularyError:
            return shipped_vocabulary()  # what is wrong with the others is told by a build

    def check_writable(self) -> None:
        """See to it that the articles are the program's own. Raises Refused."""
        if not self.writable:
            raise Refused(
                "corpus_read_only",
                "The service runs with --corpus, and that folder is only read: put the file there, or take it away, "
                "then ask for a rebuild.",
            )

    def holds(self, article_id: str, service: Service) -> bool:
        """Whether an article is there to be taken away: among the user's own, also where this worker has not moved yet
        to the index that holds it, or in the index that answers, or on its way there.
        """
        coming = any(job.kind is JobKind.PUT and job.article == article_id for job in self.jobs.pending())
        return coming or Library(self.data).holds(article_id) or service.searcher().article(article_id) is not None

    def waiting(self) -> tuple[Draft, ...]:
        """The drafts that wait, oldest first. One that was published goes, if its publisher died before it did.

        Raises DataError.
        """
        out = []
        for draft in self.drafts.all():
            if self.jobs.get(draft.id) is None:
                out.append(draft)
            else:
                self.drafts.remove(draft.id)
        return tuple(out)

    def draft(self, draft_id: str) -> Draft:
        """The draft of an id. Raises Refused."""
        draft = self.drafts.get(draft_id)
        if draft is None or self.jobs.get(draft_id) is not None:
            raise draft_not_found()
        return draft

    def job(self, job_id: str) -> Job:
        """The job of an id. Raises Refused."""
        job = self.jobs.get(job_id)
        if job is None:
            raise Refused("job_not_found", "No job of this id is remembered; the oldest finished ones are forgotten.")
        return job


def draft_not_found() -> Refused:
    """The refusal of whatever concerns a draft that waits no more."""
    return Refused("draft_not_found", "There is no such draft: it was published or discarded, or waited too long.")
