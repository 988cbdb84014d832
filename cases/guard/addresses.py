"""Finds addresses: a street with its number is sure, a street alone or a postcode is asked about."""

import re
from collections.abc import Iterator

from cases.guard.findings import Finding, Kind, Tier
from cases.guard.lexicon import common, places
from cases.guard.reading import Reading

KEY = (
    r"(?<![\w/])(?:(?i:calle|callejon|avenida|avda\.?|av\.|plaza|plazuela|pza\.?|plza\.?|paseo|p\.?º|carretera|"
    r"ctra\.?|travesia|trv\.?|ronda|alameda|camino|cami|glorieta|barriada|urbanizacion|urb\.|poligono|pol\.|rua|"
    r"travessa|tv\.|praca|praceta|pct\.?|largo|beco|estrada|calcada|rotunda|escadinhas|bloque|gran via|c/\.?|c\\|"
    r"barrio|bairro|quinta|edificio|portal)|C\.|R\.)"
)
OF = r"(?:de|del|de\sla|de\slos|de\slas|la|las|los|el|da|do|das|dos|e|y|i)"
CAPITAL = r"[A-Z][\w'\-]*\.?"
NAME = rf"(?:{OF}\s){{0,2}}{CAPITAL}(?:\s{OF}\b|\s{CAPITAL}){{0,7}}"
SIGN = r"(?:n\.?\s?º\.?|n\.|nº|num\.?|numero|number|no\.|zk\.?|zenbakia|#)"
NUMBER = rf"(?:\s?,\s?|\s)\s?(?:{SIGN}\s?)?(?:s/n|\d{{1,4}})(?![\d:]|[.,]\d)"
NO_COUNT = (
    r"(?!\s(?:euros?|horas?|hours?|ordu|minutos?|minutes?|mujeres|mulheres|emakume|women|personas|pessoas|pertsona|"
    r"people|anos?|dias?|days?|egun|veces|vezes|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sept|oct|nov|dic|jan|fev|mar))|\s?€)"
)
FLOOR = (
    r"(?:\s?[,\-]?\s?(?:\d{1,2}\s?[.]?[ºª.]{0,2}\s?[,\-]?\s?)?(?:izq\w{0,6}\.?|izda\.?|dcha\.?|der\w{0,5}\.?|dto\.?|dta\.?|drt\w{0,4}\.?|esq\w{0,5}\.?|"
    r"ezk\w{0,6}\.?|esk\w{0,6}\.?|piso|planta|puerta|pta\.?|bajo|andar|r/c|cave|floor|flat|solairua|[A-H]\b|"
    r"(?:[0-4]\d|5[0-2])\d{3}\b|\d{4}-\d{3}\b)|\s?,\s?\d{1,2}\s?[.]?[ºª])"
)
TAIL = rf"(?:{FLOOR}){{0,5}}"
HARD = [
    re.compile(rf"{KEY}\s?{NAME}{NUMBER}{NO_COUNT}{TAIL}"),
    re.compile(rf"(?<![\w/])(?i:gran via)(?:\s{CAPITAL}|\s{OF}\b){{0,6}}{NUMBER}{NO_COUNT}{TAIL}"),
    re.compile(
        rf"(?<!\w){CAPITAL}(?:\s{CAPITAL}){{0,3}}\s(?:kale|etorbide|plaza|pasealeku|bide|zumarkale|errepide|auzo|"
        rf"hiribide|enparantza|zumardi|zeharkale)(?:a|ko|an|tik|ra|ren)?\s?,?\s?(?:{SIGN}\s?)?\d{{1,4}}(?![\d:]){TAIL}"
    ),
    re.compile(
        rf"(?<![\w.,:])\d{{1,4}}[A-Z]?,?\s{CAPITAL}(?:\s{CAPITAL}){{0,3}}\s(?:(?i:street|road|avenue|lane|square|drive|close|court)|St|Rd|Ave)\b\.?"
    ),
    re.compile(
        rf"(?<!\w){CAPITAL}(?:\s{CAPITAL}){{0,3}}\s(?i:street|road|avenue|square|lane),?\s(?:{SIGN}\s?)?\d{{1,4}}\b{TAIL}"
    ),
    re.compile(
        rf"(?i:calle|rua|avenida|plaza|praca|kalea)\s(?:[a-z]{{2,20}}\s){{1,4}}{SIGN}\s?\d{{1,4}}\b{TAIL}"
    ),
    re.compile(r"(?<![\d.])-?\d{1,2}\.\d{4,10}\s?,\s?-?\d{1,3}\.\d{4,10}(?!\d)"),
    re.compile(r"(?<![\w/\-.])\d{4}-\d{3}(?![\w/\-]|\.\d)"),
]
# Pieces of which one must be in the text for the pattern of the same place: much cheaper to ask.
HINTS = [
    (
        "call av av. plaz pza paseo p.º pº ctra carret trav tv trv ronda alam cami glor barr urb pol rua pra pct largo beco "
        "estr calc rotu esca bloq gran c/ c\\ bair quin edif port c. r."
    ),
    "via",
    "kale etorb plaza pasealeku bide zumar errepide auzo hirib enparantza",
    "street road avenue lane square drive close court st rd ave",
    "street road avenue square lane",
    "calle rua avenida plaza praca kalea",
    ".",
    "-",
]
POSTCODE = re.compile(r"(?<![\w/.,\-])(?:0[1-9]|[1-4]\d|5[0-2])\d{3},?\s\(?([A-Z][\w\-]+)")
STREET = re.compile(
    r"(?<![\w/])(?:(?i:calle|avenida|avda\.|paseo|plaza|rua|travessa|praca|alameda|c/)\s?"
    rf"{NAME}|{CAPITAL}(?:\s{CAPITAL}){{0,2}}\s(?:kalea|kaleko|kalean|kaletik|etorbidea|etorbidean)\b|"
    rf"{CAPITAL}(?:\s{CAPITAL}){{0,2}}\s(?:Street|street|Road|Avenue)\b)"
)
BODY = re.compile(
    r"oficina|juzgado|tribunal|comisaria|hospital|\bsede\b|centro\b|ambulatorio|office|court|epaitegi|zentro|bulego|ospital|"
    r"comisariado|servic|zerbitzu|esquadra|parada|metro|estacion|estacao|geltoki"
)
BODY_BEFORE = 60
KEYS = frozenset("calle avenida avda. paseo plaza rua travessa praca alameda c/".split())


def find_addresses(reading: Reading) -> Iterator[Finding]:
    """Yield places so fine that they lead to a door."""
    for hints, pattern in zip(HINTS, HARD, strict=True):
        hinted = any(hint in reading.lower for hint in hints.split())
        for found in pattern.finditer(reading.plain) if hinted else ():
            yield Finding(*reading.original(*found.span()), Kind.ADDRESS, Tier.HARD)
    for found in POSTCODE.finditer(reading.plain):
        if found[1].lower() in places():
            yield Finding(*reading.original(*found.span()), Kind.ADDRESS, Tier.SOFT)
    for found in STREET.finditer(reading.plain):
        before = reading.lower[max(found.start() - BODY_BEFORE, 0) : found.start()]
        first = found[0].split()[0].lower()
        if first not in common() - KEYS and not BODY.search(before.rsplit(". ", 1)[-1]):
            yield Finding(*reading.original(*found.span()), Kind.ADDRESS, Tier.SOFT)
