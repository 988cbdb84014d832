"""Opens the XML of a protocol file, which may come from anybody: nothing in it is obeyed.

No document type, no entity, no network, no other encoding than UTF-8, at most 512 KB.
"""

from django.utils.translation import gettext as _
from lxml import etree

from protocols.findings import Finding, MalformedProtocol, Severity
from protocols.namespaces import BPMN

MAX_BYTES = 512 * 1024
PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_blank_text=True,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


def refuse(code: str, message: str) -> MalformedProtocol:
    """Return the exception that refuses the whole file."""
    return MalformedProtocol([Finding(code, Severity.ERROR, "", message)])


def read_tree(data: bytes) -> etree._Element:
    """Return the `definitions` element of a BPMN file; raise MalformedProtocol for anything else."""
    if len(data) > MAX_BYTES:
        raise refuse("too_big", _("The file is larger than 512 KB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("not_utf8", _("The file is not UTF-8 text.")) from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise refuse("doctype", _("The file declares a document type or entities; remove them."))
    try:
        root = etree.fromstring(data, PARSER)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise refuse(
            "not_xml", _("The file is not well-formed XML (line %(line)d).") % {"line": line}
        ) from None
    information = root.getroottree().docinfo
    if information.internalDTD is not None or (information.encoding or "UTF-8").upper() not in {
        "UTF-8",
        "ASCII",
    }:
        raise refuse("doctype", _("The file must be UTF-8 XML without a document type."))
    if root.tag != f"{{{BPMN}}}definitions":
        raise refuse("not_bpmn", _("The file is not a BPMN 2.0 model."))
    return root
