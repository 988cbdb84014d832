"""What data protection keeps: requests, holds, incidents, orders."""

from rights.models.holds import Block, Restriction
from rights.models.incidents import Incident
from rights.models.orders import Order
from rights.models.requests import RightsRequest

__all__ = ["Block", "Incident", "Order", "Restriction", "RightsRequest"]
