"""Signing in, and coming in by invitation."""

from django import forms


class SignInForm(forms.Form):
    """A name or e-mail address, and the password."""

    username = forms.CharField(label="E-mail or name", max_length=254)
    password = forms.CharField(label="Password", max_length=1024, strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["username"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}


class InvitationForm(forms.Form):
    """Who comes in: the name that colleagues see, the name for signing in, and a password."""

    name = forms.CharField(label="Your name", max_length=120)
    username = forms.SlugField(label="Name for signing in", max_length=60, help_text="Small letters and figures.")
    email = forms.EmailField(label="E-mail", max_length=254)
    password = forms.CharField(
        label="Password", max_length=1024, strip=False, widget=forms.PasswordInput, help_text="Ten characters or more."
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["name"].widget.attrs |= {"autocomplete": "name", "autofocus": True}
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email"}
        self.fields["password"].widget.attrs |= {"autocomplete": "new-password"}

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()
