from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo import PASSWORD, is_loaded, load, sign_ins


class Command(BaseCommand):
    help = "Load the demo program: a fictional brand with pages, people, grants and conversations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads once; a second call changes nothing. Prints the sign-ins."""
        if not is_loaded():
            load(at=timezone.now(), tell=self.stdout.write)
        for role, address in sign_ins():
            self.stdout.write(f"  {role:<10} {address}")
        self.stdout.write(f"  password   {PASSWORD}")
