"""Where an inbox fetches and sends its mail."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from unruffled.desk.flows.mail import Line

SECURITY = [("tls", "TLS"), ("starttls", "STARTTLS"), ("plain", "Not encrypted")]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together; `more` is folded under the words for what holds `now`, unless one is `wrong`."""

    title: str
    first: list[forms.BoundField]
    more: list[forms.BoundField]
    now: str
    wrong: bool


class MailForm(forms.Form):
    """An address and its two servers; a password that is left empty stays as it is, or is the same for both."""

    address = forms.EmailField(
        label="Address", max_length=254, help_text="What people write to, and what replies come from."
    )
    in_host = forms.CharField(label="Server", max_length=253, help_text="By IMAP, say imap.example.com.")
    in_port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=993)
    in_security = forms.ChoiceField(label="Encryption", choices=SECURITY, initial="tls")
    in_user = forms.CharField(label="Sign-in name", max_length=320, help_text="Usually the address itself.")
    in_password = forms.CharField(label="Password", max_length=1000, required=False, strip=False)
    folder = forms.CharField(label="Folder", max_length=200, initial="INBOX")
    moved_to = forms.CharField(
        label="Then move it to",
        max_length=200,
        required=False,
        help_text="Another folder, say Done. Left empty: it stays where it is, marked as read.",
    )
    first_day = forms.DateField(
        label="From this day on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Older mail is left alone. Left empty: from the day you connect.",
    )
    out_host = forms.CharField(label="Server", max_length=253, help_text="By SMTP, say smtp.example.com.")
    out_port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=465)
    out_security = forms.ChoiceField(label="Encryption", choices=SECURITY, initial="tls")
    out_user = forms.CharField(
        label="Sign-in name", max_length=320, required=False, help_text="Left empty: the same as above."
    )
    out_password = forms.CharField(label="Password", max_length=1000, required=False, strip=False)

    INCOMING = ("in_host", "in_user", "in_password")
    MORE_INCOMING = ("in_port", "in_security", "folder", "moved_to", "first_day")
    OUTGOING = ("out_host",)
    MORE_OUTGOING = ("out_port", "out_security", "out_user", "out_password")

    def __init__(self, *args: object, known: bool, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.known = known
        hint = "Kept sealed. Left empty it stays as it is." if known else "Many providers want an app password."
        for name in ("in_password", "out_password"):
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        self.fields["in_password"].help_text = hint
        self.fields["out_password"].help_text = "Left empty: the same as above, or as it was."
        for name in ("in_host", "in_user", "out_host", "out_user"):
            self.fields[name].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}

    def groups(self) -> list[Group]:
        """Return the fields about fetching and sending: what everybody fills in, then the rest."""
        folder = self["folder"].value()
        same = self["out_user"].value() in (None, "", self["in_user"].value())
        coming = f"{self._line_in_words('in')}, folder {folder}"
        going = f"{self._line_in_words('out')}, {'the same sign-in' if same else 'a sign-in of its own'}"
        return [
            self._group("Fetching", self.INCOMING, self.MORE_INCOMING, coming),
            self._group("Sending", self.OUTGOING, self.MORE_OUTGOING, going),
        ]

    def _group(self, title: str, first: tuple[str, ...], more: tuple[str, ...], now: str) -> Group:
        rest = [self[name] for name in more]
        return Group(title, [self[name] for name in first], rest, now, wrong=any(field.errors for field in rest))

    def _line_in_words(self, prefix: str) -> str:
        security = dict(SECURITY).get(self[f"{prefix}_security"].value(), "")
        return f"Port {self[f'{prefix}_port'].value()}, {security}"

    def fetching(self) -> Line:
        """Return where mail is fetched."""
        return self._line("in", self.cleaned_data["in_user"], self.cleaned_data["in_password"])

    def sending(self) -> Line:
        """Return where mail is sent; who signs in there is who fetches, unless told otherwise."""
        given = self.cleaned_data
        same = not given["out_user"] or given["out_user"] == given["in_user"]
        password = given["out_password"] or (given["in_password"] if same else "")
        return self._line("out", given["out_user"] or given["in_user"], password)

    def _line(self, prefix: str, user: str, password: str) -> Line:
        given = self.cleaned_data
        kept = None if self.known else ""
        host, port, security = (given[f"{prefix}_{name}"] for name in ("host", "port", "security"))
        return Line(host.strip(), port, security, user.strip(), password or kept)
