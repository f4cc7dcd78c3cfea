"""Every address of the product, as the resolver knows it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def addresses() -> Iterator[tuple[str, str]]:
    """(name with its namespaces, pattern) of every address, named or not."""
    yield from _below(get_resolver(), "", "")


def _below(resolver: URLResolver, namespace: str, before: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or ""), path
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern, inner, path)


def ours() -> set[str]:
    """The names of all addresses outside the two admins."""
    return {name for name, path in addresses() if name and not path.startswith("admin/")}
