"""All addresses of the product, as Django's own resolver knows them."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

Address = tuple[str, frozenset[str], str]


def _walk(
    resolver: URLResolver, space: str = "", taken: frozenset[str] = frozenset(), route: str = ""
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        arguments = taken | _groups(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, arguments, f"{route}{pattern.pattern}")
        else:
            yield (
                f"{space}{pattern.name or pattern.pattern}",
                arguments,
                f"{route}{pattern.pattern}",
            )


def _groups(pattern: URLPattern | URLResolver) -> frozenset[str]:
    return frozenset(pattern.pattern.regex.groupindex)


def arguments_by_page() -> dict[str, frozenset[str]]:
    """Every page by its name, with the names of what its address takes."""
    return {name: arguments for name, arguments, _route in _walk(get_resolver())}


def _names(page: str, part: str) -> bool:
    return any(part in route for name, _arguments, route in _walk(get_resolver()) if name == page)


def is_of_a_referral(page: str) -> bool:
    """Whether the address names a referral by its own code."""
    return _names(page, "referrals/r/<str:code>/")


def is_of_a_case(page: str) -> bool:
    """Whether the address names a case by the reader's code."""
    return _names(page, "cases/<str:code>/")
