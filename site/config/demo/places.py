"""The pages and pictures of the demo brand."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from wagtail.images.models import Image
from wagtail.models import Collection, Page, Site
from wagtail.rich_text import RichText

from cms.models import BrandPage, HomePage, StandardPage

PICTURES = Path(settings.STATICFILES_DIRS[0]) / "img" / "demo"
TITLES = {
    "hero-kitchen": "A kitchen in the morning light",
    "pan": "A cast-iron pan",
    "knives": "Knives on a board",
    "kettle": "A kettle on the stove",
    "bread": "A loaf of bread",
    "whetstone": "A wet stone and a knife",
    "workshop": "The repair bench",
    "table": "People around a table",
    "herbs": "Herbs in pots",
    "soup": "A pot of soup",
}


def pictures(collection: Collection | None) -> dict[str, Image]:
    """The demo's pictures as Wagtail images in the program's collection."""
    where = collection or Collection.get_first_root_node()
    made = {}
    for name, title in TITLES.items():
        with (PICTURES / f"{name}.webp").open("rb") as file:
            made[name] = Image.objects.create(title=title, collection=where, file=ImageFile(file, f"{name}.webp"))
    return made


def home() -> HomePage:
    """The brand's home page as the root of the default site; the page that Wagtail brought goes."""
    root = Page.get_first_root_node()
    page: HomePage = HomePage(
        title="Kestrel & Rowe", slug="kestrel-rowe",
        intro="Our best advice comes from the people who cook with our things every day. Here they speak for us.",
        search_description="Cookware, knives and kettles, and the customers who speak for them.",
    )  # fmt: skip
    root.add_child(instance=page)
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    site.root_page, site.site_name = page, "Kestrel & Rowe"
    site.save()
    for brought in Page.objects.filter(depth=2, slug="home").exclude(pk=page.pk):
        brought.delete()
    return page


def text(html: str) -> tuple[str, Any]:
    return "text", RichText(html)


def fill_home(home_page: HomePage, made: dict[str, Image]) -> None:
    page = HomePage.objects.get(pk=home_page.pk)
    page.picture = made["hero-kitchen"]
    page.body = [
        text(
            "<h2>Why our customers speak here</h2><p>A pan is bought once and cooked with ten thousand times. Who has "
            "done that knows more about it than we do. So we gave some of them a voice on our pages, with limits that "
            "everybody can see.</p>"
        ),
        (
            "quote",
            {
                "text": "I was asked what let me down before I was asked what I like. That is when I applied.",
                "by": "Ines Carvalho",
                "role": "community advocate",
            },
        ),
    ]
    page.save_revision().publish()


def brand_pages(home_page: HomePage, made: dict[str, Image]) -> dict[str, BrandPage]:
    """The brand pages by slug: kitchen with cookware and knives below it, care and recipes beside it."""
    kitchen = _page(
        home_page, "Kitchen", "kitchen", "Everything that stands, hangs or lies in a kitchen.", made["table"]
    )
    found = {"kitchen": kitchen}
    found["cookware"] = _page(
        kitchen, "Cookware", "cookware", "Cast iron, carbon steel and the one kettle.", made["pan"], *_cookware(made)
    )
    found["knives"] = _page(
        kitchen, "Knives", "knives", "Forged, ground and sharpened by people.", made["knives"], *_knives(made)
    )
    found["care"] = _page(
        home_page,
        "Care & repair",
        "care",
        "What to do when it is rusty, dull or loose.",
        made["whetstone"],
        *_care(made),
    )
    found["recipes"] = _page(
        home_page, "Recipes", "recipes", "What our customers cook, in their own words.", made["soup"], *_recipes(made)
    )
    return found


def about(home_page: HomePage, made: dict[str, Image]) -> StandardPage:
    page = StandardPage(
        title="About the program",
        slug="about",
        intro="Who may speak here, and how we keep it fair.",
        picture=made["workshop"],
    )
    page.body = [
        text(
            "<h2>What an advocate may do</h2><p>Post, reply or moderate: each is a right of its own, given by a named "
            "person, for a stated reason, on some pages, for some time. The <a href='/register/'>register</a> shows them "
            "all.</p><h2>What an advocate gets</h2><p>Points for what they contribute, which they can exchange for "
            "rewards. The same for a critical answer as for a friendly one.</p><p><a href='/join/'>Apply to become one</a>.</p>"
        ),
    ]
    Page.objects.get(pk=home_page.pk).add_child(instance=page)
    return page


def _page(parent: Page, title: str, slug: str, intro: str, picture: Image, *blocks: tuple[str, Any]) -> BrandPage:
    page = BrandPage(title=title, slug=slug, intro=intro, picture=picture, show_in_menus=True)
    page.body = list(blocks)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def _cookware(made: dict[str, Image]) -> list[tuple[str, Any]]:
    return [
        text(
            "<p>Our pans are poured in one piece and leave the foundry seasoned with linseed oil. They want to be used, "
            "wiped and left alone. Everything else you can read below, from people who have done it.</p>"
        ),
        ("product_facts", {"heading": "Cast-iron pan, 28 cm", "facts": [
            {"name": "Weight", "value": "2.9 kg"},
            {"name": "Seasoning", "value": "Linseed oil, three coats"},
            {"name": "Stoves", "value": "All, and the open fire"},
            {"name": "Guarantee", "value": "Thirty years on the casting"},
        ]}),
        ("faq", {"heading": "Asked often", "questions": [
            {"question": "May soap touch it?", "answer": RichText("<p>A little, briefly. Then dry it on the stove.</p>")},
            {"question": "It smokes. Is it broken?",
             "answer": RichText("<p>No: too much oil, or too hot. Wipe it out and turn the stove down a third.</p>")},
        ]}),
    ]  # fmt: skip


def _knives(made: dict[str, Image]) -> list[tuple[str, Any]]:
    return [
        text("<p>Four shapes, one steel. A dull knife is a dangerous one: ask here how to keep yours sharp.</p>"),
        ("picture", {"image": made["whetstone"], "caption": "Fifteen degrees a side, and patience."}),
    ]


def _care(made: dict[str, Image]) -> list[tuple[str, Any]]:
    return [
        text(
            "<h2>Bring it back</h2><p>Nearly everything we ever made can be mended. Rust is a surface, a loose handle is "
            "a rivet, and a dull edge is an evening.</p>"
        ),
        ("people", {"heading": "At the repair bench", "people": [
            {"name": "Owen Price", "role": "Repair bench", "image": None, "text": "Has seen worse than yours."},
            {"name": "Marta Lindqvist", "role": "Community", "image": None, "text": "Answers what nobody else can."},
        ]}),
    ]  # fmt: skip


def _recipes(made: dict[str, Image]) -> list[tuple[str, Any]]:
    return [text("<p>Written, cooked and photographed by advocates. Ask them; they answer.</p>")]
