"""The rows of the table for trying out and simulating, and valid answers to those pages.

Who may read a version may walk it; example cases and simulations are the protocol manager's.
"""

from typing import Any

from entities.models import User
from protocols.actions import Action, Deed
from protocols.models import ProtocolVersion
from protocols.simulation import services as simulation
from protocols.simulation.assumptions import Assumptions
from protocols.tryout import services as tryout
from protocols.tryout.examples import Example

TRYOUT_PAGES = """
protocols:try                       GET/POST  in in 200 200 404 404 200 404 404 404 404 404 404 404
protocols:try_move                  GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:try_move                  POST      in in 302 302 404 404 302 404 404 404 404 404 404 404
protocols:try_back                  GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:try_back                  POST      in in 302 302 404 404 302 404 404 404 404 404 404 404
protocols:examples                  GET/POST  in in 200 200 404 404 200 404 404 404 404 404 404 404
protocols:add_example               GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:add_example               POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:change_example            GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:change_example            POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:remove_example            GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:remove_example            POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:simulations               GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:simulate                  GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:simulate                  POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:simulation                GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
"""
# Pages about a draft; the others are asked about what is in force.
OF_A_DRAFT = {
    "protocols:add_example", "protocols:change_example", "protocols:remove_example",
    "protocols:simulations", "protocols:simulate", "protocols:simulation",
}  # fmt: skip


def of_the_tryout() -> dict[str, dict[str, Any]]:
    """What a person would send: a move in what is in force, the rest about the draft."""
    example = {"name_en": "She agrees", "moves": "complete a agrees=yes", "path": "a\nc"}
    numbers = {f"{what}_{name}": 2 for name in "abc" for what in ("median", "spread")}
    return {
        "protocols:try_move": {
            "move-do": "complete", "move-element": "ask", "move-at": "0", "agrees": "yes",
        },
        "protocols:add_example": example,
        "protocols:change_example": example,
        "protocols:simulate": {
            "cases_per_week": 1, "weeks": 2, "seed": 3, "workers_specialised_ngo": 1,
            "hours_specialised_ngo": 30, "share_g_c": 50, **numbers,
        },
    }  # fmt: skip


def try_out_draft(draft: ProtocolVersion, by: User) -> None:
    """Give the draft of the studio an example case and a simulation that is done."""
    example = Example({"en": "She agrees"}, (Action(Deed.DECLINE, "a"),), ("a", "b"))
    tryout.add_example(version=draft, example=example, by=by)
    given = Assumptions(cases_per_week=1, weeks=2)
    simulation.ask_simulation(version=draft, given=given, by=by)
    simulation.run_simulations()
