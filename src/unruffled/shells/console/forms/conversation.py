"""Starting a conversation: with whom, by which channel, about what."""

from collections.abc import Sequence

from django import forms


class StartForm(forms.Form):
    """Everything that a first message of ours needs; `channels` are those that the person's inboxes have."""

    name = forms.CharField(label="To whom", max_length=120)
    channel = forms.ChoiceField(label="By")
    address = forms.CharField(
        label="Address",
        max_length=254,
        help_text="The e-mail address, number or chat name that belongs to this channel.",
    )
    subject = forms.CharField(label="About", max_length=200)
    text = forms.CharField(label="Message", max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: object, channels: Sequence[tuple[str, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "autofocus": True}
        self.fields["address"].widget.attrs |= {"autocomplete": "off"}
