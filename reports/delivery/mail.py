"""Mail: one message for each address, by SMTP with TLS (RFC 5321, RFC 3207, RFC 8314)."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from archive.settings import Settings
from reports.delivery import Channel, NotSent, Parcel, loopback
from reports.mail import message

_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+|[!-~]+@localhost")
_LATER = range(400, 500)


def fault(address: str) -> str | None:
    """What is wrong with an address."""
    if not _ADDRESS.fullmatch(address) or address.count("@") != 1 or set(address) & set('<>,;:"'):
        return "is no e-mail address; write one like nama@kantor.example"
    return None


def mask(address: str) -> str:
    """As "k***@kantor.example"."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def send(parcel: Parcel, address: str, settings: Settings, now: datetime) -> None:
    """Send the edition; raises NotSent."""
    _hand_over(
        message(parcel.content, parcel.pdf, sender=settings.smtp_from or "", recipient=address, number=parcel.number, at=now),
        address,
        settings,
    )


def tell(text: str, address: str, settings: Settings, now: datetime) -> None:
    """Send a short alert; raises NotSent."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "Pantau Kaltim: pengiriman taklimat terganggu"
    mail["From"], mail["To"], mail["Date"] = settings.smtp_from, address, now
    mail["Message-ID"] = make_msgid(domain=(settings.smtp_from or "@localhost").rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    _hand_over(mail, address, settings)


def _hand_over(mail: EmailMessage, address: str, settings: Settings) -> None:
    data = mail.as_bytes(policy=SMTP)
    with _opened(settings) as server:
        try:
            _said(server.mail(settings.smtp_from or ""), "pengirim ditolak", down=True)
            _said(server.rcpt(address), "penerima ditolak")
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"server surel memutus sambungan ({type(error).__name__})", again=True) from error
        try:
            _said(server.data(data), "isi ditolak")
        except smtplib.SMTPDataError as error:
            _said((error.smtp_code, b""), "isi ditolak")
        except (smtplib.SMTPException, OSError) as error:
            # The end of the message may have arrived: only the server knows.
            raise NotSent(f"server surel tidak menjawab sesudah menerima isi ({type(error).__name__})", certain=False) from error


class _opened:  # noqa: N801 - reads as a word where it is used
    """A connection that is encrypted and logged in; ending it is never the reason why something failed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> smtplib.SMTP:
        settings = self._settings
        host, port = settings.smtp_host or "", settings.smtp_port
        if settings.smtp_security == "none" and not loopback(host):
            raise NotSent("PANTAU_SMTP_SECURITY=none hanya untuk server di mesin ini; pakai starttls atau tls", down=True)
        context, seconds = ssl.create_default_context(), settings.timeout_seconds
        try:
            if settings.smtp_security == "tls":
                self._server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
            else:
                self._server = smtplib.SMTP(host, port, timeout=seconds)
        except ssl.SSLError as error:
            raise NotSent(f"sertifikat atau TLS server surel ditolak ({error.reason or type(error).__name__})", down=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"server surel tidak dapat dihubungi ({type(error).__name__})", again=True, down=True) from error
        try:
            self._greet(context)
        except BaseException:
            self._server.close()
            raise
        return self._server

    def _greet(self, context: ssl.SSLContext) -> None:
        settings = self._settings
        try:
            if settings.smtp_security == "starttls":
                self._server.starttls(context=context)
            self._server.ehlo_or_helo_if_needed()
            if settings.smtp_user and settings.smtp_password:
                if settings.smtp_security == "none":
                    raise NotSent("kata sandi surel tidak dikirim tanpa TLS; pakai starttls atau tls", down=True)
                self._server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(f"akun surel ditolak ({error.smtp_code}); periksa PANTAU_SMTP_USER dan kata sandinya", down=True) from error
        except ssl.SSLError as error:
            raise NotSent(f"sertifikat atau TLS server surel ditolak ({error.reason or type(error).__name__})", down=True) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent("server surel tidak menawarkan TLS atau masuk akun", down=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"server surel memutus sambungan ({type(error).__name__})", again=True, down=True) from error

    def __exit__(self, *_: object) -> None:
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._server.close()


def _said(answer: tuple[int, bytes], refused: str, *, down: bool = False) -> None:
    """Take an answer: 4xx may be tried again, 5xx is final (RFC 5321, 4.2.1). Its words may hold the address and are not repeated."""
    code = answer[0]
    if code >= 400:
        raise NotSent(f"{refused} server surel (kode {code})", again=code in _LATER, down=down)


CHANNEL = Channel("mail", ("smtp_host", "smtp_from"), fault, mask, send, tell)
