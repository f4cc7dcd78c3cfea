from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"
    default = True


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's list of users, with our forms."""

    user_viewset = "accounts.workbench.UserViewSet"
