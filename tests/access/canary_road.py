"""A road walked by pages alone, with a canary in every field that takes words."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.models import BrokenGlass, Case, Consent, IdentityRequest, Intervention
from cases.selectors import code_for
from core.codes import new_code, show_code
from core.handles import handle_of
from entities.models import Service, User
from referrals.models import Referral, Run
from tests.access.sinks import Walker
from tests.factories.entities import factor

# What is typed, by what it is. Each holds a word that stands nowhere else.
SECRETS = {
    "name": "Zubirrayana",
    "telephone": "699871235",
    "safe hours": "Quarternoonish",
    "who may answer": "Auntwilhelminka",
    "word to say": "Pomegranatelike",
    "legal name": "Xochiquetzaline",
    "document": "ZX90817263PQ",
    "summary": "Stationplatformer",
    "needs": "Needingsewinglessons",
    "narrative": "Theboatwithouthull",
    "health": "Measleslikerash",
    "history": "Recruitedbycousinette",
    "note": "Lawyeruponthefifth",
    "corrected note": "Lawyeruponthesixth",
    "status note": "Policesaidsotoday",
    "child": "Childlikesdrumming",
    "must not learn": "Fatherfromtheharbour",
    "consent note": "Onlyonweekdayevenings",
    "justification": "Passportrenewalqueue",
    "asking": "Bankaccountinhername",
    "motivation": "Letterinherownhandwriting",
    "emergency": "Bleedingatourdoorstep",
    "review": "Doctorrangusafterwards",
    "basis": "Thedoorwasbrokenin",
    "question": "Doesshespeakyorubaish",
    "answer": "Shespeaksitfluentish",
    "receiver's note": "Receivedwithtwobags",
    "reason": "Waitingforthepapersheet",
    "leaked name": "Ozpinetxebarriana",
    "enquiry": "Printedinthemorningpaper",
    "custodian's reason": "Editorconfirmeditbyletter",
    "finding": "Hercoordinatorvouchesforit",
    "broken note": "Thisonebreakstheserver",
}


def sentence(name: str) -> str:
    """What a person types: the secret among ordinary words."""
    return f"We write {SECRETS[name]} here."


class Road:
    """Ana opens the case, Bruno takes it, Aurora reads the log; each by her own browser."""

    def __init__(self, **people: User) -> None:
        self.people = people
        self.browsers = {name: Walker() for name in self.people}
        for name, person in self.people.items():
            self.browsers[name].force_login(person)

    def get(self, who: str, page: str, *arguments: object) -> Any:
        """Open a page."""
        return self.browsers[who].get(reverse(page, args=arguments))

    def post(self, who: str, page: str, *arguments: object, **data: Any) -> Any:
        """Send a form; it must be taken."""
        answer = self.browsers[who].post(reverse(page, args=arguments), data)
        assert answer.status_code == 302, (page, answer.status_code, answer.content.decode()[:3000])
        return answer

    def code(self, who: str) -> str:
        """This person's code of the case."""
        return show_code(code_for(Case.objects.get(), self.people[who].entity))

    def handle(self, who: str, record: Any) -> str:
        """This person's name of a record."""
        return handle_of(record.pk, entity_id=self.people[who].entity_id)

    def text(self, who: str, page: str, *arguments: object) -> str:
        """What the page says."""
        return self.get(who, page, *arguments).content.decode()


def open_and_tell(road: Road) -> None:
    """Open the case with a contact card, identity, texts, entries, a child and consents."""
    today = timezone.localdate().isoformat()
    facts = {"languages": ["en"], "risk_level": "high"}
    road.browsers["ana"].post(
        reverse("cases:open"), {"opened_on": "2999-01-01", "name_used": SECRETS["name"]}
    )
    road.post(
        "ana", "cases:open", **facts, opened_on=today,
        name_used=SECRETS["name"], telephone=SECRETS["telephone"],
        safe_hours=sentence("safe hours"), who_may_answer=SECRETS["who may answer"],
        code_word=SECRETS["word to say"], summary=sentence("summary"), needs=sentence("needs"),
    )  # fmt: skip
    code = road.code("ana")
    road.post(
        "ana", "cases:identity", code, legal_name=SECRETS["legal name"],
        document_kind="passport", document_number=SECRETS["document"],
    )  # fmt: skip
    road.post(
        "ana", "cases:edit", code, **facts, summary=sentence("summary"), needs=sentence("needs"),
        narrative=sentence("narrative"), health=sentence("health"),
        trafficking_history=sentence("history"),
    )  # fmt: skip
    done = {"happened_on": today, "service_type": "legal"}
    road.post("ana", "cases:add_intervention", code, **done, note=sentence("note"))
    entry = road.handle("ana", Intervention.objects.get())
    road.post(
        "ana", "cases:correct_intervention", code, entry, **done, note=sentence("corrected note")
    )
    road.post(
        "ana", "cases:add_status", code, decided_on=today, victim_status="possible",
        decided_by_kind="police", country="ES", note=sentence("status note"),
    )  # fmt: skip
    road.post(
        "ana", "cases:add_child", code, needs=sentence("child"),
        must_not_learn=sentence("must not learn"),
    )  # fmt: skip
    road.post(
        "ana", "cases:add_consent", code, purpose="referral_specialised", status="given",
        recipient="kind:specialised_ngo", asked_on=today, note=sentence("consent note"),
    )  # fmt: skip


def refer(road: Road, protocol: str, service: Service) -> None:
    """Start the flowchart, carry the case over by hand with question and answer."""
    code = road.code("ana")
    road.post("ana", "referrals:start_run", code, protocol=protocol)
    road.post("ana", "referrals:complete_step", code, Run.objects.get().number, "ask", agrees="no")
    path = f"{reverse('referrals:refer_case', args=[code])}?need={service.service_type}"
    terms = {
        "service": str(service.pk), "parts": ["summary", "contact_card"], "urgency": "urgent",
        "reason": "safety", "basis": "vital_interest", "basis_reason": sentence("basis"),
    }  # fmt: skip
    assert road.browsers["ana"].post(path, terms).status_code == 302
    referral = show_code(Referral.objects.get().code)
    road.post("ana", "referrals:send", referral)
    road.post("bruno", "referrals:ask", referral, question=sentence("question"))
    road.post("ana", "referrals:inform", referral, answer=sentence("answer"))


def take(road: Road) -> None:
    """The receiver accepts, works and stops for a while; a consent is taken back."""
    referral = show_code(Referral.objects.get().code)
    road.post("bruno", "referrals:accept", referral)
    road.post(
        "bruno", "cases:add_intervention", road.code("bruno"), service_type="legal",
        happened_on=timezone.localdate().isoformat(), note=sentence("receiver's note"),
    )  # fmt: skip
    road.post("bruno", "referrals:start", referral)
    road.post("bruno", "referrals:hold", referral, reason=sentence("reason"))
    consent = road.handle("ana", Consent.objects.get())
    road.post("ana", "cases:withdraw_consent", road.code("ana"), consent)


def reveal(road: Road, who: str, tier: str, **why: str) -> str:
    """Look at the contact card or the identity; return what the page says."""
    path = reverse(f"cases:reveal_{tier}", args=[road.code(who)])
    return road.browsers[who].post(path, {**why, **factor(road.people[who])}).content.decode()


def with_four_eyes(road: Road) -> dict[str, str]:
    """Mark the case, ask, agree and look; return the pages that show why."""
    code = road.code("ana")
    road.post("ana", "cases:set_mark", code, "four_eyes", reason="her_wish")
    road.browsers["ana"].post(  # refused, and shown again with what was typed
        reverse("cases:ask_identity", args=[code]), {"justification": sentence("asking")}
    )
    road.post("ana", "cases:ask_identity", code, purpose="call", justification=sentence("asking"))
    asked = road.handle("custodia", IdentityRequest.objects.get())
    pages = {"asked": road.text("custodia", "cases:identity_request", asked)}
    road.post(
        "custodia", "cases:identity_request", asked, answer="agree",
        motivation=sentence("motivation"), **factor(road.people["custodia"]),
    )  # fmt: skip
    pages["agreed"] = road.text("ana", "cases:ask_identity", code)
    pages["identity"] = reveal(road, "ana", "identity")
    return pages


def in_an_emergency(road: Road) -> dict[str, str]:
    """Carla breaks the glass, in vain and then not; Berta reviews it."""
    why = {"justification": sentence("emergency")}
    for case_code in (show_code(new_code()), road.code("ana")):
        answer = road.browsers["carla"].post(
            reverse("cases:break_glass"),
            {"case_code": case_code, **why, **factor(road.people["carla"])},
        )
    assert answer.status_code == 302
    glass = road.handle("berta", BrokenGlass.objects.get())
    review = {"finding": "justified", "note": sentence("review")}
    road.post("berta", "cases:emergency", road.code("berta"), glass, **review)
    return {"review": road.text("berta", "cases:emergency", road.code("berta"), glass)}
