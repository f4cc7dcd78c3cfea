import factory
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from advocates.models import Program
from cms.models import BrandPage, HomePage


class _PageFactory(factory.django.DjangoModelFactory):
    """A published page below `parent`."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Page], *args: object, parent: Page, **fields: object) -> Page:
        page = model_class(**fields)
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        return page


def root() -> Page:
    """The tree's root, restored with its language where a transactional test has flushed it."""
    Locale.objects.get_or_create(language_code="en")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


class HomePageFactory(_PageFactory):
    class Meta:
        model = HomePage

    title = factory.Sequence(lambda n: f"Brand {n}")
    slug = factory.Sequence(lambda n: f"brand-{n}")
    parent = factory.LazyFunction(root)


class ProgramFactory(factory.django.DjangoModelFactory):
    """A program with its home page and site. Give `hostname` for a second program in one test."""

    class Meta:
        model = Program
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Program {n}")
    slug = factory.Sequence(lambda n: f"program-{n}")
    root_page = factory.SubFactory(HomePageFactory)
    second_factor_required = proof_for_new_browser = proof_for_money = False
    created_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def hostname(self: Program, create: bool, extracted: str | None, **_kwargs: object) -> None:
        if not create:
            return
        if not extracted:
            Site.objects.filter(is_default_site=True).delete()
        name = extracted or "testserver"
        Site.objects.create(hostname=name, port=80, root_page=self.root_page, is_default_site=not extracted)


class BrandPageFactory(_PageFactory):
    """A brand page; `parent` is a home page or another brand page."""

    class Meta:
        model = BrandPage

    title = factory.Sequence(lambda n: f"Kitchen {n}")
    slug = factory.Sequence(lambda n: f"kitchen-{n}")
    intro = "Everything for the kitchen."
