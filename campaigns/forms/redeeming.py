import secrets

from django import forms

from campaigns.actions.rewards import LONGEST_KEY


class RedeemForm(forms.Form):
    """The press of a button: which press it is, and the price that the person saw. Both are hidden."""

    key = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, points: int) -> "RedeemForm":
        """For a page that is shown: a key of its own."""
        return cls(initial={"key": secrets.token_urlsafe(24), "seen": points})
