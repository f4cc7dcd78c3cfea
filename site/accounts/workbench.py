"""People in the Wagtail admin: no password and no address is set there; each person does that by mail, by allauth's way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, ChangePasswordPanel, NameEmailSettingsPanel
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts.actions.naming import must_be_nobodys_pseudonym
from accounts.models import User
from sitewide.errors import Invalid
from sitewide.names import clean_display_name

ELSEWHERE = (AvatarSettingsPanel, ChangePasswordPanel, NameEmailSettingsPanel)


class _NamedPerson(forms.ModelForm):  # type: ignore[type-arg]
    """One display name instead of first and last name. Staff may bear names that are reserved for staff."""

    first_name = last_name = None
    name = forms.CharField(label=_("Display name"), max_length=60)

    def clean_name(self) -> str:
        try:
            clean = clean_display_name(self.cleaned_data["name"])
            must_be_nobodys_pseudonym(clean, self.instance)
            return clean
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal.sentence), code=refusal.code) from refusal


class PersonCreationForm(_NamedPerson, UserCreationForm):  # type: ignore[misc]
    class Meta(UserCreationForm.Meta):
        fields = {"email", "name", "is_superuser", "groups"}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody with this address has an account already."), code="email_taken")
        return email

    def save(self, commit: bool = True) -> Any:
        self.instance.set_unusable_password()
        return super().save(commit)


class PersonEditForm(_NamedPerson, UserEditForm):  # type: ignore[misc]
    class Meta(UserEditForm.Meta):
        fields = {"email", "name", "is_active", "is_superuser", "groups"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("Only the person changes the address, and confirms it by mail.")


class UserViewSet(WagtailUserViewSet):
    create_template_name = "accounts/users/create.html"
    edit_template_name = "accounts/users/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[User]]:
        return PersonEditForm if for_update else PersonCreationForm


class WorkbenchAccountView(AccountView):
    """Language, theme and notifications of the workbench; name, picture and password are in the person's own profile."""

    def get_panels(self) -> list[Any]:
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, ELSEWHERE)]
