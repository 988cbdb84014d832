"""What a printed file says."""

from io import BytesIO

from pypdf import PdfReader


def words_of(answer: bytes) -> str:
    """The text of a page, or of a PDF with what it says of itself."""
    if not answer.startswith(b"%PDF-"):
        return answer.decode()
    read = PdfReader(BytesIO(answer))
    told = {key: value for key, value in (read.metadata or {}).items() if key != "/Producer"}
    return "\n".join([str(told), *(page.extract_text() for page in read.pages)])
