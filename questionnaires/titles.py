"""What forms are called, by code; the library is read when somebody asks."""

from collections.abc import Iterator, Mapping

from questionnaires.selectors import known_codes, latest


class FormTitles(Mapping[str, str]):
    """The titles of the newest versions, in the reader's language."""

    def __getitem__(self, code: str) -> str:
        form = latest(code)
        if form is None:
            raise KeyError(code)
        return form.title

    def __iter__(self) -> Iterator[str]:
        return iter(known_codes())

    def __len__(self) -> int:
        return len(known_codes())
