"""Territories by ISO 3166-2 code: Spain's provinces, Portugal's districts and islands.

Names are given in the form their own authorities use, the same in every interface language.
"""

TERRITORIES: dict[str, str] = {
    "ES-A": "Alacant/Alicante", "ES-AB": "Albacete", "ES-AL": "Almería", "ES-AV": "Ávila",
    "ES-B": "Barcelona", "ES-BA": "Badajoz", "ES-BI": "Bizkaia", "ES-BU": "Burgos",
    "ES-C": "A Coruña", "ES-CA": "Cádiz", "ES-CC": "Cáceres", "ES-CE": "Ceuta",
    "ES-CO": "Córdoba", "ES-CR": "Ciudad Real", "ES-CS": "Castelló/Castellón", "ES-CU": "Cuenca",
    "ES-GC": "Las Palmas", "ES-GI": "Girona", "ES-GR": "Granada", "ES-GU": "Guadalajara",
    "ES-H": "Huelva", "ES-HU": "Huesca", "ES-J": "Jaén", "ES-L": "Lleida", "ES-LE": "León",
    "ES-LO": "La Rioja", "ES-LU": "Lugo", "ES-M": "Madrid", "ES-MA": "Málaga", "ES-ML": "Melilla",
    "ES-MU": "Murcia", "ES-NA": "Nafarroa/Navarra", "ES-O": "Asturias", "ES-OR": "Ourense",
    "ES-P": "Palencia", "ES-PM": "Illes Balears", "ES-PO": "Pontevedra", "ES-S": "Cantabria",
    "ES-SA": "Salamanca", "ES-SE": "Sevilla", "ES-SG": "Segovia", "ES-SO": "Soria",
    "ES-SS": "Gipuzkoa", "ES-T": "Tarragona", "ES-TE": "Teruel",
    "ES-TF": "Santa Cruz de Tenerife", "ES-TO": "Toledo", "ES-V": "València/Valencia",
    "ES-VA": "Valladolid", "ES-VI": "Araba/Álava", "ES-Z": "Zaragoza", "ES-ZA": "Zamora",
    "PT-01": "Aveiro", "PT-02": "Beja", "PT-03": "Braga", "PT-04": "Bragança",
    "PT-05": "Castelo Branco", "PT-06": "Coimbra", "PT-07": "Évora", "PT-08": "Faro",
    "PT-09": "Guarda", "PT-10": "Leiria", "PT-11": "Lisboa", "PT-12": "Portalegre",
    "PT-13": "Porto", "PT-14": "Santarém", "PT-15": "Setúbal", "PT-16": "Viana do Castelo",
    "PT-17": "Vila Real", "PT-18": "Viseu", "PT-20": "Região Autónoma dos Açores",
    "PT-30": "Região Autónoma da Madeira",
}  # fmt: skip


def territory_choices() -> list[tuple[str, str]]:
    """Return (code, name) pairs for a form, by country and name."""
    return sorted(TERRITORIES.items(), key=lambda item: (item[0][:2], item[1]))


def territory_name(code: str) -> str:
    """Return the name of a territory; an unknown code is shown as it is."""
    return TERRITORIES.get(code, code)
