from django.urls import URLPattern, URLResolver, path

from accounts.views import confirming

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/reauthenticate/", confirming.reauthenticate, name="account_reauthenticate"),
    path("accounts/continue/", confirming.carry_on, name="carry_on"),
    path("accounts/cannot-confirm/", confirming.cannot_confirm, name="cannot_confirm"),
]
