"""Flowcharts that entities adopt, for tests."""

from itertools import pairwise

from protocols.models import ProtocolVersion
from tests.factories import referrals as factory


def chart(code: str = "together", *, more: str = "", pol: bool = False) -> ProtocolVersion:
    """A flowchart in force: whoever has the case asks, the NGO interviews, she decides.

    `more` names one more step of the NGO; with `pol` the police has a step too.
    """
    ngo = ("interview", more) if more else ("interview",)
    names = ["ask", *ngo, *(["report"] if pol else []), "decide"]
    lanes = {"own": ("s", "ask", "e"), "ngo": ngo, "her": ("decide",)}
    if pol:
        lanes["pol"] = ("report",)
    nodes = factory.other("startEvent", "s") + "".join(map(factory.task, names))
    nodes += factory.other("endEvent", "e", ref__runEndReason="finished")
    way = ["s", *names, "e"]
    flows = "".join(factory.flow(one, two) for one, two in pairwise(way))
    return factory.publish(factory.bpmn(code, lanes, nodes, flows))
