from django.urls import URLPattern, URLResolver, path
from wagtail.admin.auth import require_admin_access

from accounts.views import confirming, doors, letters, profile, tokens
from accounts.workbench import WorkbenchAccountView

workbench_account = require_admin_access(WorkbenchAccountView.as_view())

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/profile/", profile.my_profile, name="my_profile"),
    path("portal/letters/", letters.my_letters, name="my_letters"),
    path("accounts/letters/<str:token>/", letters.unwanted_letter, name="unwanted_letter"),
    path("portal/tokens/", tokens.my_tokens, name="my_tokens"),
    path("portal/tokens/<int:token_id>/end/", tokens.end_token, name="end_token"),
    path("accounts/reauthenticate/", confirming.reauthenticate, name="account_reauthenticate"),
    path("accounts/continue/", confirming.carry_on, name="carry_on"),
    path("accounts/cannot-confirm/", confirming.cannot_confirm, name="cannot_confirm"),
    path("admin/login/", doors.admin_door, name="admin_login"),
    path("admin/django/login/", doors.admin_door, name="django_admin_login"),
    path("admin/django/password_change/", doors.own_password, name="django_admin_password"),
    path("admin/account/", workbench_account, name="workbench_account"),
]
