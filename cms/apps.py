from importlib import import_module

from django.apps import AppConfig
from wagtail.signals import pre_page_move


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Pages and messages"

    def ready(self) -> None:
        """Moves of pages are asked whether they may be; messages can be halted; names follow what people choose."""
        halting, stopping = import_module("advocates.halting"), import_module("cms.stopping")
        halting.register(halting.Messages(stop=stopping.stop, seen_at=stopping.seen_at))
        names = import_module("cms.actions.names")
        import_module("record.consumers").subscribe(
            "names in conversations", verbs=names.VERBS, handle=names.show_names
        )
        refuse_move = import_module("cms.moving").refuse_move  # it needs the models, which are loaded by now
        pre_page_move.connect(refuse_move, dispatch_uid="cms.refuse_move")
