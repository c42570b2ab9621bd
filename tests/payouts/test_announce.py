"""A change of a payout method is told, even where the mail server is away for a while."""

from smtplib import SMTPServerDisconnected

from django.core import mail

from commissions.payouts import announce
from commissions.payouts.models import PayoutMethod
from commissions.tasks import announce_methods
from tests.payouts.people import NOW


def test_what_could_not_be_mailed_is_tried_again(bea, monkeypatch):
    def away(**_: object) -> None:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(announce, "send_mail", away)
        assert announce.announce_changes(at=NOW) == 0
    assert PayoutMethod.objects.get().announced_at is None
    assert announce_methods.delay().get() == 1
    assert len(mail.outbox) == 1


def test_what_another_has_told_meanwhile_is_not_told_again(bea):
    method = PayoutMethod.objects.get()
    assert announce._announce(method.pk, NOW)
    assert not announce._announce(method.pk, NOW)
    assert len(mail.outbox) == 1
