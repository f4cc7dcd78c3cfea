"""Static files under names that change with what they hold."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which works out each address once: a page names thirty, and none changes while we run."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        if force:
            return str(super().url(name or "", force))
        known = self._addresses.get(name)
        if known is None:
            known = self._addresses[name] = str(super().url(name or ""))
        return known
