from tests.moderation.conftest import stage

__all__ = ["stage"]
