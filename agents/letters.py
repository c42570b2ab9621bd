"""Mails to people who have no log-in yet, or never will."""

from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mlmsite.lib import limits

MOST_AN_HOUR = 6


class MailNotSent(RuntimeError):
    def __init__(self) -> None:
        super().__init__(_("The mail could not be sent. Try again in a few minutes."))


def send(*, to: str, subject: str, template: str, words: dict) -> None:
    """To one address only so many an hour, whoever asks for them: more are left out silently.
    Raises MailNotSent."""
    if not limits.within("mail", to, most=MOST_AN_HOUR):
        return
    try:
        send_mail(
            subject=subject,
            message=render_to_string(template, words),
            from_email=None,
            recipient_list=[to],
        )
    except (OSError, SMTPException) as e:
        raise MailNotSent from e
