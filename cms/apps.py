from importlib import import_module

from django.apps import AppConfig
from wagtail.signals import pre_page_move


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Pages and messages"

    def ready(self) -> None:
        """Every move of a page, in the editor or by code, is asked whether it may be; messages can be halted; whoever
        leaves says nothing later; names follow what people choose; and the rights below learn who is active where and what
        is due."""
        from record.consumers import subscribe

        leaving = import_module("cms.leaving")
        subscribe(leaving.NAME, verbs=leaving.VERBS, handle=leaving.handle)
        names = import_module("cms.actions.names")
        subscribe(names.NAME, verbs=names.VERBS, handle=names.show_names)
        halting, stopping = import_module("advocates.halting"), import_module("cms.stopping")
        halting.register(halting.Messages(stop=stopping.stop, seen_at=stopping.seen_at))
        reach, known = import_module("advocates.reach"), import_module("cms.queries.reach")
        reach.count_people(known.people_at)
        reach.count_readers(import_module("cms.queries.reading").readers_a_day)
        reach.tell_soon(known.SCHEDULED, known.due_soon)
        refuse_move = import_module("cms.moving").refuse_move  # it needs the models, which are loaded by now
        import_module("accounts.reserved").reserve(paths=(*import_module("cms.reserved").RESERVED, "said"))
        import_module("accounts.resumed").tell(import_module("cms.resumed").ACTS)
        pre_page_move.connect(refuse_move, dispatch_uid="cms.refuse_move")
