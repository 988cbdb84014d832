"""What every page answers to whom: the one table. A new address needs a row here.

An answer is a status, or `in` for a redirect to the sign-in page; 302 leads anywhere else. Where a
caseworker and a coordinator of the same entity are answered differently, both stand: `403|302`.
Two methods answered alike share a row. A POST carries valid answers (`asking.py`), so that what
stands here is who may, not what was missing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.access.adoption_table import ADOPTION_PAGES
from tests.access.agreement_table import AGREEMENT_PAGES
from tests.access.case_table import CASE_PAGES
from tests.access.directory_table import AVOIDANCE_PAGES, DIRECTORY_PAGES
from tests.access.forms_table import FORMS_OF_CASES, FORMS_PAGES
from tests.access.pictures_table import PICTURES_OF_CASES, PICTURES_OF_FLOWCHARTS
from tests.access.rights_table import RIGHTS_OF_CASES, RIGHTS_PAGES
from tests.access.studio_table import STUDIO_PAGES
from tests.access.table_of_auditors import AUDITORS_PAGES
from tests.access.tryout_table import TRYOUT_PAGES
from tests.access.versions_table import VERSIONS_PAGES

# Pages of no case, by role; *anon*: nobody has signed in; *gone*: her account was closed;
# *flag*: no role, but flagged as superuser. Records belong to the entity of all these people.
OTHER_PAGES = """
page                                method    anon gone worker coord duty custod protoc analyst registry linkage dpo auditor admin flag
home                                GET/POST  in   in   302    302   302  302    302    302     302      302     302 302     302   302
health                              GET/POST  200  200  200    200   200  200    200    200     200      200     200 200     200   200
components                          GET/POST  in   in   200    200   200  200    200    200     200      200     200 200     200   200
set_language                        GET/POST  302  302  302    302   302  302    302    302     302      302     302 302     302   302
account_login                       GET       200  200  302    302   302  302    302    302     302      302     302 302     302   302
account_login                       POST      302  302  302    302   302  302    302    302     302      302     302 302     302   302
account_logout                      GET       in   in   200    200   200  200    200    200     200      200     200 200     200   200
account_logout                      POST      in   in   in     in    in   in     in     in      in       in      in  in      in    in
quiet_page                          GET       200 200 200 200 200 200 200 200 200 200 200 200 200 200
quiet_page                          POST      405 405 405 405 405 405 405 405 405 405 405 405 405 405
mfa_authenticate                    GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
account_sso                         GET      404 404 404 404 404 404 404 404 404 404 404 404 404 404
account_sso                         POST     405 405 405 405 405 405 405 405 405 405 405 405 405 405
account_sso_callback                GET      404 404 404 404 404 404 404 404 404 404 404 404 404 404
account_sso_callback                POST     405 405 405 405 405 405 405 405 405 405 405 405 405 405
account_lost_factor                 GET      200 200 200 200 200 200 200 200 200 200 200 200 200 200
account_lost_factor                 POST     405 405 405 405 405 405 405 405 405 405 405 405 405 405
mfa_login_webauthn                  GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
account_quick_exit                  GET       405 405 405 405 405 405 405 405 405 405 405 405 405 405
account_quick_exit                  POST      302 302 302 302 302 302 302 302 302 302 302 302 302 302
account_invitation                  GET       200 200 200 200 200 200 200 200 200 200 200 200 200 200
account_invitation                  POST      in in in in in in in in in in in in in in
account_step_up                     GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
mfa_index                           GET/POST  in in 200 200 200 200 200 200 200 200 200 200 200 200
mfa_activate_totp                   GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
mfa_add_webauthn                    GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
account_remove_factor               GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
mfa_view_recovery_codes             GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
account_renew_codes                 GET/POST  in in 302 302 302 302 302 302 302 302 302 302 302 302
entities:end_sessions               GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
entities:end_sessions               POST      in in 302 302 302 302 302 302 302 302 302 302 302 302
account_change_password             GET       in   in   200    200   200  200    200    200     200      200     200 200     200   200
account_change_password             POST      in   in   302    302   302  302    302    302     302      302     302 302     302   302
account_reset_password              GET       200  200  200    200   200  200    200    200     200      200     200 200     200   200
account_reset_password              POST      302  302  302    302   302  302    302    302     302      302     302 302     302   302
account_reset_password_done         GET       200  200  200    200   200  200    200    200     200      200     200 200     200   200
account_reset_password_done         POST      405  405  405    405   405  405    405    405     405      405     405 405     405   405
account_reset_password_from_key     GET/POST  200  200  200    200   200  200    200    200     200      200     200 200     200   200
account_reset_password_from_key_done GET      200  200  200    200   200  200    200    200     200      200     200 200     200   200
account_reset_password_from_key_done POST     405  405  405    405   405  405    405    405     405      405     405 405     405   405
entities:list                       GET/POST  in   in   403    200   403  403    403    403     403      403     403 403     200   403
entities:create                     GET       in   in   403    403   403  403    403    403     403      403     403 403     200   403
entities:create                     POST      in   in   403    403   403  403    403    403     403      403     403 403     302   403
entities:detail                     GET/POST  in   in   404    200   404  404    404    404     404      404     404 404     200   404
entities:change                     GET       in   in   404    403   404  404    404    404     404      404     404 404     200   404
entities:change                     POST      in   in   404    403   404  404    404    404     404      404     404 404     302   404
entities:create_service             GET       in   in   404    200   404  404    404    404     404      404     404 404     200   404
entities:create_service             POST      in   in   404    302   404  404    404    404     404      404     404 404     302   404
entities:change_service             GET       in   in   404    200   404  404    404    404     404      404     404 404     200   404
entities:change_service             POST      in   in   404    302   404  404    404    404     404      404     404 404     302   404
entities:staff                      GET/POST  in   in   403    200   403  403    403    403     403      403     403 403     200   403
entities:create_person              GET       in   in   403    200   403  403    403    403     403      403     403 403     200   403
entities:create_person              POST      in   in   403    302   403  403    403    403     403      403     403 403     302   403
entities:person                     GET/POST  in   in   404    200   404  404    404    404     404      404     404 404     200   404
entities:change_person              GET       in   in   404    200   404  404    404    404     404      404     404 404     200   404
entities:change_person              POST      in   in   404    302   404  404    404    404     404      404     404 404     302   404
entities:grant_role                 GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
entities:grant_role                 POST      in   in   404    302   404  404    404    404     404      404     404 404     302   404
entities:end_role                   GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
entities:end_role                   POST      in   in   404    302   404  404    404    404     404      404     404 404     302   404
entities:move_person                GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
entities:move_person                POST      in   in   404    403   404  404    404    404     404      404     404 404     302   404
entities:deactivate                 GET      in in 404 200 404 404 404 404 404 404 404 404 200 404
entities:deactivate                 POST      in   in   404    302   404  404    404    404     404      404     404 404     302   404
entities:reactivate                 GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
entities:reactivate                 POST      in   in   404    409   404  404    404    404     404      404     404 404     409   404
entities:send_link                  GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
entities:send_link                  POST      in   in   404    302   404  404    404    404     404      404     404 404     302   404
entities:ask_role                   GET/POST in in 302 302 302 302 302 302 302 302 302 302 302 302
entities:ask_email                  GET/POST in in 302 302 302 302 302 302 302 302 302 302 302 302
entities:ask_reset                  GET/POST in in 302 302 302 302 302 302 302 302 302 302 302 302
entities:ask_suspension             GET/POST in in 302 302 302 302 302 302 302 302 302 302 302 302
entities:agree_decision             GET/POST in in 302 302 302 302 302 302 302 302 302 302 302 302
entities:decisions                  GET/POST in in 200 200 200 200 200 200 200 200 200 200 200 200
entities:decision                   GET/POST in in 404 200 404 404 404 404 404 404 404 200 200 404
entities:stop_decision              GET      in in 405 405 405 405 405 405 405 405 405 405 405 405
entities:stop_decision              POST     in in 404 302 404 404 404 404 404 404 404 302 403 404
entities:lift_silent                GET      in in 405 405 405 405 405 405 405 405 405 405 405 405
entities:lift_silent                POST     in in 404 403 404 404 404 404 404 404 404 409 403 404
entities:lift_suspension            GET      in in 405 405 405 405 405 405 405 405 405 405 405 405
entities:lift_suspension            POST     in in 404 409 404 404 404 404 404 404 404 404 409 404
entities:profile                    GET/POST  in   in   200    200   200  200    200    200     200      200     200 200     200   200
notices:list                        GET/POST  in   in   200    200   200  200    200    200     200      200     200 200     200   200
notices:read_all                    GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
notices:read_all                    POST      in   in   302    302   302  302    302    302     302      302     302 302     302   302
notices:open                        GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
notices:open                        POST      in   in   302    404   404  404    404    404     404      404     404 404     404   404
protocols:list                      GET/POST  in   in   200    200   200  200    200    200     200      200     200 200     200   200
protocols:detail                    GET/POST  in   in   200    200   404  404    200    404     404      404     404 404     404   404
cases:list                          GET/POST  in   in   200    200   403  403    403    403     403      403     403 403     403   403
cases:open                          GET       in   in   200    200   403  403    403    403     403      403     403 403     403   403
cases:open                          POST      in   in   302    302   403  403    403    403     403      403     403 403     403   403
cases:search                        GET/POST  in   in   200    200   403  403    403    403     403      403     403 403     403   403
cases:break_glass                   GET       in   in   200    200   403  403    403    403     403      403     403 403     403   403
cases:break_glass                   POST      in   in   302    302   403  403    403    403     403      403     403 403     403   403
cases:emergencies                   GET/POST  in   in   403    200   403  403    403    403     403      403     200 403     403   403
cases:identity_requests             GET/POST  in   in   403    403   403  200    403    403     403      403     403 403     403   403
cases:identity_request              GET       in   in   404    404   404  200    404    404     404      404     404 404     404   404
cases:identity_request              POST      in   in   404    404   404  302    404    404     404      404     404 404     404   404
cases:erasures                      GET       in   in   403    200   403  403    403    403     403      403     200 403     403   403
cases:erasures                      POST      in   in   403    200   403  403    403    403     403      403     302 403     403   403
cases:erasure                       GET/POST  in   in   404    200   404  404    404    404     404      404     200 404     404   404
cases:ask_erasure                   GET       in   in   404    200   404  404    404    404     404      404     200 404     404   404
cases:ask_erasure                   POST      in   in   404    302   404  404    404    404     404      404     302 404     404   404
cases:agree_erasure                 GET       in   in   404    200   404  404    404    404     404      404     200 404     404   404
cases:agree_erasure                 POST      in   in   404    302   404  404    404    404     404      404     302 404     404   404
cases:withdraw_erasure              GET       in   in   405    405   405  405    405    405     405      405     405 405     405   405
cases:withdraw_erasure              POST      in   in   404    302   404  404    404    404     404      404     302 404     404   404
referrals:worklist                  GET/POST  in   in   200    200   403  403    403    403     403      403     403 403     403   403
referrals:inbox                     GET/POST  in   in   200    200   403  403    403    403     403      403     403 403     403   403
"""
OTHER_PAGES += AUDITORS_PAGES.lstrip()
OTHER_PAGES += STUDIO_PAGES.lstrip()
OTHER_PAGES += TRYOUT_PAGES.lstrip()
OTHER_PAGES += VERSIONS_PAGES.lstrip()
OTHER_PAGES += ADOPTION_PAGES.lstrip()
OTHER_PAGES += AGREEMENT_PAGES.lstrip()
OTHER_PAGES += PICTURES_OF_FLOWCHARTS.lstrip()
OTHER_PAGES += FORMS_PAGES.lstrip()
OTHER_PAGES += DIRECTORY_PAGES.lstrip()
CASE_PAGES += AVOIDANCE_PAGES.lstrip()
CASE_PAGES += FORMS_OF_CASES.lstrip()
OTHER_PAGES += RIGHTS_PAGES.lstrip()
CASE_PAGES += RIGHTS_OF_CASES.lstrip()
CASE_PAGES += PICTURES_OF_CASES.lstrip()

# The columns of OTHER_PAGES, as `world.py` calls the people.
ROLES = {
    "gone": "inactive", "worker": "caseworker", "coord": "coordinator", "duty": "duty_worker",
    "custod": "custodian", "protoc": "protocol_manager", "analyst": "analyst",
    "registry": "registry_officer", "linkage": "linkage_coordinator",
    "dpo": "data_protection_officer", "auditor": "auditor", "admin": "administrator",
    "flag": "superuser",
}  # fmt: skip


class Cell(NamedTuple):
    """What one person is answered by one page."""

    page: str
    method: str
    role: str
    relation: str
    expected: str

    def __str__(self) -> str:
        return f"{self.page}[{self.method}]-{self.role}-{self.relation}"


def lines_of(table: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Rows of a table: page, method, answer by column."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    for page, methods, *found in lines:
        answers = dict(zip(head[2:], found, strict=True))
        for method in methods.split("/"):
            yield page, method, answers


def pages() -> list[tuple[str, str]]:
    """Every (page, method) that has a row."""
    return [line[:2] for table in (CASE_PAGES, OTHER_PAGES) for line in lines_of(table)]


def _of_relation(page: str, method: str, relation: str, answer: str) -> Iterator[Cell]:
    worker, _bar, coordinator = answer.partition("|")
    yield Cell(page, method, "caseworker", relation, worker)
    yield Cell(page, method, "coordinator", relation, coordinator or worker)


def cells() -> list[Cell]:
    """The whole table, cell by cell."""
    found: list[Cell] = []
    rest = [role for name, role in ROLES.items() if name not in {"gone", "worker", "coord"}]
    for page, method, answers in lines_of(CASE_PAGES):
        for relation, answer in answers.items():
            if relation == "rest":
                found += [Cell(page, method, role, "inside", answer) for role in rest]
            else:
                found += _of_relation(page, method, relation, answer)
        found += [Cell(page, method, role, "inside", "in") for role in ("anonymous", "inactive")]
    for page, method, answers in lines_of(OTHER_PAGES):
        found += [
            Cell(page, method, ROLES.get(name, "anonymous"), "inside", answer)
            for name, answer in answers.items()
        ]
    return found
