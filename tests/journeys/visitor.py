"""A person at her browser: she reads labels, and every page she comes to is checked by axe."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from entities.codes import next_free_code
from entities.models import User
from tests.factories.entities import PASSWORD, SECRET


class Visitor:
    """Drives one signed-in browser; remembers what she was shown."""

    def __init__(self, context: BrowserContext, user: User) -> None:
        self.page: Page = context.new_page()
        self.user = user
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.faults.append(line.text) if line.type == "error" else None,
        )

    def sign_in(self) -> None:
        self.page.goto("/")
        self.look()
        self.fill("E-mail", self.user.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        self.fill("Code", next_free_code(self.user.pk, SECRET))
        self.press("Sign in")

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.look()

    def menu(self, name: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=name).first.click()
        self.look()

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_role("main").get_by_label(label).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)

    def answer(self, question: str, answer: str) -> None:
        group = self.page.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()

    def tick(self, label: str) -> None:
        self.page.get_by_role("main").get_by_label(label).first.check()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def sees_nothing_of(self, text: str) -> None:
        assert text not in self.page.content()

    def look(self) -> None:
        """Wait for the page and its panels, then let axe read it."""
        self.page.wait_for_load_state("networkidle")
        assert not re.search(r"\b(404|500|503)\b", self.page.title())
        report = Axe().run(self.page)
        assert report.violations_count == 0, f"{self.page.url}\n{report.generate_report()}"
        assert self.faults == []
