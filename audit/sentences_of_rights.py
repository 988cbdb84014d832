"""What happened with her rights, with incidents and with courts, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction as A

OF_RIGHTS: dict[Promise, dict[A, Promise]] = {
    _("Rights, incidents, courts"): {
        A.CASE_RESTRICTED: _("Restricted a case to being read"),
        A.CASE_RELEASED: _("Lifted the restriction of a case"),
        A.CASE_BLOCKED: _("Blocked a case for all but courts"),
        A.CASE_UNBLOCKED: _("Opened a blocked case again"),
        A.RIGHT_LISTED: _("Looked at the list of rights requests"),
        A.RIGHT_VIEWED: _("Saw a rights request"),
        A.RIGHT_REQUESTED: _("Recorded a rights request"),
        A.RIGHT_EXTENDED: _("Extended the time of a rights request"),
        A.RIGHT_CARRIED_OUT: _("Did what a rights request asks"),
        A.RIGHT_COPIED: _("Made a copy of her data for her"),
        A.RIGHT_ANSWERED: _("Answered a rights request"),
        A.RIGHT_REFUSED: _("Refused a rights request"),
        A.RIGHT_WITHDRAWN: _("Recorded that she took back a rights request"),
        A.RIGHT_WARNED: _("Warned of the time of a rights request"),
        A.RELEASE_ASKED: _("Asked to lift the restriction of a case"),
        A.INCIDENT_LISTED: _("Looked at the list of incidents"),
        A.INCIDENT_VIEWED: _("Saw an incident"),
        A.INCIDENT_REPORTED: _("Reported an incident"),
        A.INCIDENT_ASSESSED: _("Assessed an incident"),
        A.INCIDENT_NOTIFIED: _("Recorded that the authority was told of an incident"),
        A.INCIDENT_KEPT: _("Decided not to tell the authority of an incident"),
        A.INCIDENT_CLOSED: _("Closed an incident"),
        A.INCIDENT_WARNED: _("Warned of the time of an incident"),
        A.ORDER_LISTED: _("Looked at the list of orders of authorities"),
        A.ORDER_VIEWED: _("Saw an order of an authority"),
        A.ORDER_RECORDED: _("Recorded an order of an authority"),
        A.ORDER_NARROWED: _("Narrowed what an order takes out"),
        A.ORDER_APPROVED: _("Approved an order as second person"),
        A.ORDER_REFUSED: _("Refused an order of an authority"),
        A.ORDER_DISCLOSED: _("Handed over what an order asks for"),
    },
}
