"""Languages people speak, by ISO 639 code, each named in itself."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES: dict[str, str | Promise] = {
    "es": "Español", "eu": "Euskara", "pt": "Português", "en": "English", "fr": "Français",
    "ro": "Română", "bg": "Български", "ar": "العربية", "zh": "中文", "ru": "Русский",
    "uk": "Українська", "sq": "Shqip", "hu": "Magyar", "it": "Italiano", "ca": "Català",
    "gl": "Galego", "ur": "اردو", "hi": "हिन्दी", "bn": "বাংলা", "ne": "नेपाली", "vi": "Tiếng Việt",
    "th": "ไทย", "tl": "Tagalog", "yo": "Yorùbá", "ig": "Igbo", "ha": "Hausa", "bin": "Ẹ̀dó",
    "pcm": "Naijá (Nigerian Pidgin)", "wo": "Wolof", "ff": "Pulaar", "bm": "Bamanankan",
    "sw": "Kiswahili", "am": "አማርኛ", "ti": "ትግርኛ", "so": "Soomaali", "rom": "Romani",
    "gn": "Guarani", "qu": "Quechua", "kea": "Kabuverdianu", "pov": "Kriol (Guinea-Bissau)",
    "zgh": "Tamazight", "sgn": _("Sign language"),
}  # fmt: skip


def language_choices() -> list[tuple[str, str | Promise]]:
    """Return (code, name) pairs for a form."""
    return list(LANGUAGES.items())


def language_name(code: str) -> str:
    """Return the name of a language; an unknown code is shown as it is."""
    return str(LANGUAGES.get(code, code))
