"""The page that invites to a campaign, as readers see it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks
from wagtail.models import Page

from campaigns.models import CampaignPage
from campaigns.views.campaigns.page import told_of

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]


@hooks.register("on_serve_page", order=1100)
def show_campaign(serve: Serve) -> Serve:
    """Inside Wagtail's guards of private pages, and inside what shows the pages of conversations."""

    def shown(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        if not isinstance(page, CampaignPage):
            return serve(page, request, args, kwargs)
        context = page.get_context(request) | told_of(request, page)
        return render(request, page.template, context)

    return shown
