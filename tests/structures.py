"""What is told of a text's structure in tests: its sentences by role, and the heading over each."""

from corpus import Document, Role, Source, read_structure, shipped_vocabulary


def read(text: str) -> Document:
    """The structure of a text of which nothing else is known."""
    return read_structure(Source("a", text), shipped_vocabulary())


def roles(text: str) -> list[tuple[str, Role]]:
    """Each sentence with its role."""
    return [(sentence.text, sentence.role) for sentence in read(text).sentences]


def of_role(text: str, role: Role) -> list[str]:
    """The sentences of one role."""
    return [sentence.text for sentence in read(text).sentences if sentence.role is role]


def headed(text: str) -> dict[str, str | None]:
    """The heading over each sentence that is none itself."""
    document = read(text)
    found = {}
    for sentence in document.sentences:
        heading = document.article.sections[sentence.section].heading
        if sentence.role is not Role.HEADING:
            found[sentence.text] = heading and heading.text
    return found
