"""Choices of rows by their number: what is no number, or one that no database holds, is no row, and never an error of ours."""

from collections.abc import Iterable
from typing import Any

from django import forms

LARGEST = 2**63 - 1
NO_ROW = "0"


def row_number(value: Any) -> int:
    """The number that was sent; 0, which no row has, for whatever is none."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST else 0


def only_numbers(form: forms.BaseForm) -> None:
    """Replace in a form's data and initial values what cannot be the number of a row; called at the end of `__init__`.

    Choosers look the row up when the form is shown again, too, so that checking the field alone is too late.
    """
    names = [name for name, field in form.fields.items() if isinstance(field, forms.ModelChoiceField)]
    if form.is_bound and names:
        form.data = _readable(form.data, [form.add_prefix(name) for name in names])
    for name in names:
        if isinstance(form.initial.get(name), str):
            form.initial[name] = row_number(form.initial[name]) or None


def only_known(form: forms.BaseForm) -> None:
    """The same for numbers of rows that a field does not offer: its chooser would show what they are all the same."""
    for name, field in form.fields.items():
        if not isinstance(field, forms.ModelChoiceField) or isinstance(field, forms.ModelMultipleChoiceField):
            continue
        sent = str(form.data.get(form.add_prefix(name), "")) if form.is_bound else ""
        if sent and not _offers(field, row_number(sent)):
            data: Any = form.data.copy()  # type: ignore[attr-defined]
            data[form.add_prefix(name)] = NO_ROW
            form.data = data
        first = form.initial.get(name)
        if first and not _offers(field, getattr(first, "pk", first)):
            form.initial[name] = None


def _offers(field: "forms.ModelChoiceField[Any]", number: Any) -> bool:
    """A field whose rows are told later is looked at when it is checked."""
    rows = field.queryset
    return rows is not None and (rows.query.is_empty() or rows.filter(pk=row_number(number)).exists())


def _readable(data: Any, names: Iterable[str]) -> Any:
    copied = data.copy()
    for name in names:
        if hasattr(copied, "setlist"):
            copied.setlist(name, [_number_sent(value) for value in copied.getlist(name)])
        elif name in copied and not isinstance(copied[name], list | tuple):
            copied[name] = _number_sent(copied[name])
    return copied


def _number_sent(value: Any) -> str:
    """An empty choice stays one."""
    return str(row_number(value) or NO_ROW) if str(value).strip() else ""
