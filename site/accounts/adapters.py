"""Where django-allauth meets our rules."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.actions.profiles import introduce
from accounts.models import User
from accounts.recent import is_recent
from sitewide.limits import client_ip
from sitewide.mail import SECRET, keep_letter

KEYS = ("code", "password_reset_url", "activate_url")
"""What in the context of a letter opens an account."""


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor confirms by it: a password alone would not do."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who proved it a moment ago, also by signing in, is not asked again."""
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required and not is_recent(self.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A row that the worker sends: the answer takes the same time whether or not anybody gets a mail."""
        request = self.request
        about = f"{SECRET if any(context.get(key) for key in KEYS) else ''}{template_prefix.rsplit('/', 1)[-1]}"
        context = {"email": email, "base_url": settings.WAGTAILADMIN_BASE_URL.rstrip("/")} | context
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context, request).split())
        text = render_to_string(f"{template_prefix}_message.txt", context, request).strip()
        paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
        context |= {"subject": subject, "text": "\n\n".join(paragraphs), "paragraphs": paragraphs}
        keep_letter(
            to=email, about=about[:60], subject=subject, at=timezone.now(),
            text=render_to_string("account/email/letter.txt", context, request).strip() + "\n",
            html=render_to_string("account/email/letter.html", context, request),
        )  # fmt: skip

    def send_account_already_exists_mail(self, email: str) -> None:
        """Costs what making the account would have cost: the hash of a password."""
        User().set_password("as slow as the other answer")
        super().send_account_already_exists_mail(email)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An address counts as verified only where the other site says exactly that, not where it says "false"."""
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        """Without our form the name is the other site's; one that imitates brand or staff is left out."""
        user = super().save_user(request, sociallogin, form)
        if form is None:
            introduce(user, name=_name_elsewhere(sociallogin), at=timezone.now())
        return user


def _name_elsewhere(sociallogin: SocialLogin) -> str:
    account = sociallogin.account.get_provider_account()
    data = account.get_user_data() or {}
    return str(data.get("name") or data.get("nickname") or "")[:200]
