"""A browser without scripts that walks a site in another process."""

import re
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from entities.codes import present_code
from tests.factories.entities import SECRET


@dataclass(frozen=True)
class Answer:
    """What the site said, after its redirects."""

    status: int
    text: str


def _browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


@dataclass(frozen=True)
class Visitor:
    """Keeps her cookies."""

    site: str
    browser: OpenerDirector = field(default_factory=_browser)

    def ask(self, path: str, **form: str) -> Answer:
        """Fetch a page, or post a form to it."""
        data = urlencode(form).encode() if form else None
        request = Request(self.site + path, data, {"Accept-Language": "en"})
        try:
            with self.browser.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.read().decode())

    def sign_in(self, email: str, password: str) -> Answer:
        """Sign in by the two forms, as everybody."""
        second = self.ask(
            "/account/login/",
            login=email,
            password=password,
            csrfmiddlewaretoken=_token(self.ask("/")),
        )
        if 'name="code"' not in second.text:
            return second
        code = present_code(SECRET)
        return self.ask("/account/code/", code=code, csrfmiddlewaretoken=_token(second))


def _token(page: Answer) -> str:
    return re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[0]
