from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client

from cms.reserved import RESERVED
from config.robots import KEPT_FOR_PEOPLE


@pytest.fixture
def crawler(client: Client) -> RobotFileParser:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain"
    parser = RobotFileParser()
    parser.parse(answer.content.decode().splitlines())
    return parser


@pytest.mark.parametrize(
    "path", ["/", "/kitchen/cookware/", "/people/ines/", "/people/said/1/", "/register/", "/decisions/", "/join/"]
)
def test_crawlers_may_read_what_is_public(crawler: RobotFileParser, path: str) -> None:
    assert crawler.can_fetch("anybot", path)


@pytest.mark.parametrize(
    "path", ["/portal/", "/portal/say/1/", "/desk/", "/go/search/?q=pan", "/accounts/login/", "/admin/", "/api/v1/"]
)
def test_crawlers_are_kept_from_what_is_for_one_person(crawler: RobotFileParser, path: str) -> None:
    assert not crawler.can_fetch("anybot", path)


def test_every_prefix_named_is_one_of_the_products_own() -> None:
    assert set(KEPT_FOR_PEOPLE) <= set(RESERVED)
