"""What changes in this room: findings are settled, enquiries asked and answered."""

from reports.services.enquiries import answer_enquiry, ask_name, expire_enquiries
from reports.services.findings import settle_finding

__all__ = ["answer_enquiry", "ask_name", "expire_enquiries", "settle_finding"]
