"""The rows of the table for comparing versions and adopting them, and valid answers.

Who may read a version may compare it; adopting is the coordinator's, reading of it also the
protocol manager's.
"""

from typing import Any

from entities.models import Service, User
from protocols.adoption import services
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of

LANE = "own"
TELEPHONE = "944 000 000"
ADOPTION_PAGES = """
protocols:compare                   GET/POST  in in 200 200 404 404 200 404 404 404 404 404 404 404
protocols:adoption                  GET/POST  in in 404 200 404 404 200 404 404 404 404 404 404 404
protocols:adopt                     GET       in in 404 200 404 404 403 404 404 404 404 404 404 404
protocols:adopt                     POST      in in 404 302 404 404 403 404 404 404 404 404 404 404
protocols:leave_adoption            GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:leave_adoption            POST      in in 404 302 404 404 403 404 404 404 404 404 404 404
"""


def of_adoption(service: Service) -> dict[str, dict[str, Any]]:
    """What a coordinator would send."""
    return {"protocols:adopt": {"service": str(service.pk), "telephone": TELEPHONE, "email": ""}}


def adopt(version: ProtocolVersion, service: Service, by: User) -> None:
    """Let the entity of `by` take part in what is in force."""
    services.adopt_lane(
        version=version,
        lane=definition_of(version).lane(LANE),
        service=service,
        telephone=TELEPHONE,
        email="",
        by=by,
    )
