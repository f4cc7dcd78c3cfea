"""What every test may use. Where the servers come from is in `tests.services`."""

from tests.services import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]
