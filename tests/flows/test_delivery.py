"""An edition reaches everybody who waits for it, each once at most: real servers on loopback, real processes, and what goes wrong there."""

import hashlib
import hmac
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.records import Brief, Delivery, Outcome, Source
from archive.settings import Settings
from archive.store import Store, open_store
from flows import FlowError
from flows.delivery import deliver, send
from flows.printing import print_anew
from reports import ReportError

NOW = datetime(2026, 11, 15, 21, 30, tzinfo=UTC)
DAY = NOW.date() + timedelta(days=1)
TOKEN = "12345:RAHASIA-bot"


class Mailbox:
    """A mail server: what it took, and how it answers."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.refused: dict[str, list[str]] = {}
        self.silent = False

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802
        answers = self.refused.get(address)
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken += [(to, envelope.content) for to in envelope.rcpt_tos]
        if self.silent:
            server.transport.abort()
            return "421 gone"
        return "250 taken"


class Service(BaseHTTPRequestHandler):
    """An HTTP service that keeps what it is sent and answers what it was told to, in order; 200 when nothing is left to say."""

    calls: list[tuple[str, dict[str, str], bytes]]
    answers: list[tuple[int, dict[str, str], bytes]]
    hang: float = 0.0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).calls.append((self.path, dict(self.headers), body))
        time.sleep(type(self).hang)
        status, headers, said = type(self).answers.pop(0) if type(self).answers else (200, {}, b'{"ok":true}')
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(said))}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(said)
        except OSError:
            return

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def service() -> Iterator[Any]:
    handler = type("Handler", (Service,), {"calls": [], "answers": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    handler.base = f"http://127.0.0.1:{server.server_port}"
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost, signed by itself, with its key."""
    folder = tmp_path_factory.mktemp("ca")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return folder


@pytest.fixture
def post_office(port: Any) -> Iterator[Callable[..., tuple[Mailbox, int]]]:
    running: list[Controller] = []

    def start(**options: Any) -> tuple[Mailbox, int]:
        mailbox = Mailbox()
        number = port()
        controller = Controller(mailbox, hostname="127.0.0.1", port=number, **options)
        controller.start()
        running.append(controller)
        return mailbox, number

    yield start
    for controller in running:
        controller.stop()


class Office:
    """A monitor with one printed edition and the recipients that a test gives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = f"sqlite:///{folder / 'pantau.db'}"
        self.values: dict[str, Any] = {"state": folder, "database_url": self.database, "smtp_host": "127.0.0.1", "smtp_security": "none"}
        self.values |= {"smtp_from": "pantau@kantor.example", "telegram_token": TOKEN, "webhook_secret": "kunci", "timeout_seconds": 1.0}
        with self.open() as store:
            store.put(Source("m", "Media", "feed", ("https://m.example/feed",), "B", "kaltim"))
            store.put(Outcome("m", NOW - timedelta(hours=1), "heard", None, 1, 1, 1, 0, 0.1))
            self.brief: Brief = print_anew(store, self.settings, "harian", DAY, NOW).brief

    @property
    def settings(self) -> Settings:
        return Settings(**self.values)

    def open(self) -> Store:
        return open_store(self.database)

    def recipients(self, *groups: dict[str, Any], **values: Any) -> None:
        path = self.folder / "recipients.toml"
        path.write_text("".join("[[group]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in group.items()) for group in groups))
        self.values |= {"recipients": path, **values}

    def deliver(self) -> dict[str, Delivery]:
        with self.open() as store:
            return {row.group: row for row in deliver(store, self.settings, self.brief, pause=0.05)}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def group(name: str, channel: str, *to: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "channel": channel, "to": list(to), **more}


def test_every_channel_brings_the_edition_and_a_second_run_brings_nothing(
    office: Office, post_office: Any, service: Any, tmp_path: Path
) -> None:
    mailbox, port = post_office()
    drop = tmp_path / "drop"
    drop.mkdir()
    office.recipients(
        group("pimpinan", "mail", "kepala@kantor.example", "sekretaris@kantor.example"),
        group("humas", "telegram", "-100123"),
        group("sistem", "webhook", f"{service.base}/taklimat"),
        group("arsip", "folder", str(drop)),
        group("mingguan saja", "folder", str(tmp_path), editions=["mingguan"]),
        smtp_port=port,
        telegram_url=service.base,
    )
    rows = office.deliver()
    assert {name: row.state for name, row in rows.items()} == dict.fromkeys(("pimpinan", "humas", "sistem", "arsip"), "sent")
    pdf = Path(office.brief.path).read_bytes()
    assert [to for to, _ in mailbox.taken] == ["kepala@kantor.example", "sekretaris@kantor.example"]
    letter = message_from_bytes(mailbox.taken[0][1], policy=default)
    assert letter["To"] == "kepala@kantor.example", "nobody sees who else gets it"
    assert next(part for part in letter.walk() if part.get_content_type() == "application/pdf").get_content() == pdf
    assert (drop / "taklimat-pagi-2026-11-16.pdf").read_bytes() == pdf
    assert "TAKLIMAT PAGI" in (drop / "taklimat-pagi-2026-11-16.txt").read_text(encoding="utf-8")
    paths = sorted(path for path, _, _ in service.calls)
    assert paths == [f"/bot{TOKEN}/sendDocument", f"/bot{TOKEN}/sendMessage", "/taklimat"]
    before = (len(mailbox.taken), len(service.calls))
    assert {row.state for row in office.deliver().values()} == {"sent"}
    assert (len(mailbox.taken), len(service.calls)) == before


def test_a_webhook_call_is_signed_and_holds_the_file(office: Office, service: Any) -> None:
    import base64

    office.recipients(group("sistem", "webhook", f"{service.base}/taklimat"))
    office.deliver()
    ((_, headers, body),) = service.calls
    stamped = headers["X-Pantau-Timestamp"].encode() + b"." + body
    assert headers["X-Pantau-Signature"] == "sha256=" + hmac.new(b"kunci", stamped, hashlib.sha256).hexdigest()
    said = json.loads(body)
    assert base64.b64decode(said["pdf"]) == Path(office.brief.path).read_bytes()
    assert (said["edition"], said["day"], said["content_hash"]) == ("harian", "2026-11-16", office.brief.content_hash)


def test_the_archive_and_the_reasons_hold_no_address_and_no_secret(office: Office, post_office: Any, service: Any) -> None:
    mailbox, port = post_office()
    mailbox.refused["kepala@kantor.example"] = ["550 no such user kepala@kantor.example"]
    service.answers += [(400, {}, f'{{"ok":false,"description":"bot{TOKEN}"}}'.encode())]
    office.recipients(
        group("pimpinan", "mail", "kepala@kantor.example"),
        group("humas", "telegram", "-100123456"),
        smtp_port=port,
        telegram_url=service.base,
    )
    rows = office.deliver()
    assert {row.state for row in rows.values()} == {"failed"}
    said = json.dumps([[row.recipient, row.reason] for row in rows.values()])
    assert "k***@kantor.example" in said
    for secret in ("kepala@", "-100123456", TOKEN, "kunci"):
        assert secret not in said


def test_one_dead_channel_keeps_nobody_else_waiting(office: Office, tmp_path: Path) -> None:
    office.recipients(
        group("pimpinan", "mail", *(f"p{n}@kantor.example" for n in range(20))), group("arsip", "folder", str(tmp_path)), smtp_port=9
    )
    started = time.monotonic()
    rows = office.deliver()
    assert time.monotonic() - started < 5, "twenty people behind one server are not twenty waits"
    assert (rows["arsip"].state, rows["pimpinan"].state) == ("sent", "failed")
    assert "tidak dapat dihubungi" in (rows["pimpinan"].reason or "")


def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(office: Office, post_office: Any) -> None:
    mailbox, port = post_office()
    mailbox.refused = {"sibuk@kantor.example": ["451 later", "451 later"], "hilang@kantor.example": ["550 unknown"] * 9}
    office.recipients(group("a", "mail", "sibuk@kantor.example"), group("b", "mail", "hilang@kantor.example"), smtp_port=port)
    rows = office.deliver()
    assert (rows["a"].state, rows["a"].attempts) == ("sent", 3)
    assert (rows["b"].state, rows["b"].attempts) == ("failed", 1)
    assert len(mailbox.refused["hilang@kantor.example"]) == 8
    assert [to for to, _ in mailbox.taken] == ["sibuk@kantor.example"]


def test_what_failed_is_tried_again_by_the_next_run(office: Office, post_office: Any) -> None:
    office.recipients(group("a", "mail", "kepala@kantor.example"), smtp_port=9)
    assert office.deliver()["a"].state == "failed"
    mailbox, port = post_office()
    office.recipients(group("a", "mail", "kepala@kantor.example"), smtp_port=port)
    assert office.deliver()["a"].state == "sent"
    assert len(mailbox.taken) == 1


def test_a_server_that_falls_silent_after_the_message_is_not_sent_it_again(office: Office, post_office: Any) -> None:
    mailbox, port = post_office()
    mailbox.silent = True
    office.recipients(group("a", "mail", "kepala@kantor.example"), smtp_port=port)
    assert office.deliver()["a"].state == "unknown"
    assert office.deliver()["a"].state == "unknown"
    assert len(mailbox.taken) == 1


def test_a_service_that_hangs_is_left_in_time_and_nobody_gets_it_twice(office: Office, service: Any) -> None:
    service.hang = 3.0
    office.recipients(group("sistem", "webhook", f"{service.base}/taklimat"))
    started = time.monotonic()
    assert office.deliver()["sistem"].state == "unknown"
    assert time.monotonic() - started < 3
    assert len(service.calls) == 1


@pytest.mark.parametrize(
    ("answers", "state", "calls"),
    [
        ([(429, {}, b'{"parameters":{"retry_after":0}}')], "sent", 3),
        ([(302, {"Location": "https://elsewhere.example"}, b"")], "failed", 1),
        ([(403, {}, b"x" * 1_000_000)], "failed", 1),
        ([(500, {}, b"")], "unknown", 1),
    ],
    ids=["too many", "a redirect", "a huge refusal", "a failure"],
)
def test_a_bot_takes_every_answer_for_what_it_is(office: Office, service: Any, answers: Any, state: str, calls: int) -> None:
    service.answers += answers
    office.recipients(group("humas", "telegram", "@humas_kaltim"), telegram_url=service.base)
    assert office.deliver()["humas"].state == state
    assert len(service.calls) == calls


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_travels_encrypted_and_logged_in(
    office: Office, post_office: Any, authority: Path, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"rahasia", handled=False)

    secure = {"tls_context": context, "require_starttls": True} if security == "starttls" else {"ssl_context": context}
    mailbox, port = post_office(authenticator=known, auth_require_tls=security == "starttls", **secure)
    office.recipients(group("a", "mail", "kepala@kantor.example"), smtp_host="localhost", smtp_port=port, smtp_security=security)
    office.values |= {"smtp_user": "pantau", "smtp_password": "rahasia"}
    distrusted = office.deliver()["a"]
    assert distrusted.state == "failed", "a certificate that nobody signed is refused"
    assert "sertifikat" in (distrusted.reason or "")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "cert.pem"))
    office.values["smtp_password"] = "salah"
    wrong = office.deliver()["a"]
    assert "akun surel ditolak" in (wrong.reason or "")
    assert mailbox.taken == []
    office.values["smtp_password"] = "rahasia"
    assert office.deliver()["a"].state == "sent"
    assert len(mailbox.taken) == 1


def test_a_password_is_never_sent_in_the_clear(office: Office, post_office: Any) -> None:
    mailbox, port = post_office()
    office.recipients(group("a", "mail", "kepala@kantor.example"), smtp_port=port, smtp_user="pantau", smtp_password="rahasia")
    assert "tanpa TLS" in (office.deliver()["a"].reason or "")
    office.recipients(group("a", "mail", "kepala@kantor.example"), smtp_host="mail.kantor.example", smtp_user=None, smtp_password=None)
    assert "hanya untuk server di mesin ini" in (office.deliver()["a"].reason or "")
    assert mailbox.taken == []


def test_a_folder_that_is_missing_is_told_and_leaves_nothing_half(office: Office, tmp_path: Path) -> None:
    office.recipients(group("arsip", "folder", str(tmp_path / "tidak ada")))
    row = office.deliver()["arsip"]
    assert (row.state, row.attempts) == ("failed", 3)
    assert "folder tidak dapat ditulisi" in (row.reason or "")


def test_those_who_take_alerts_are_told_who_was_not_reached(office: Office, service: Any) -> None:
    office.recipients(
        group("pimpinan", "mail", "kepala@kantor.example"), group("petugas", "webhook", f"{service.base}/siaga", alert=True), smtp_port=9
    )
    office.deliver()
    alert = json.loads(service.calls[-1][2])["alert"]
    assert "tidak sampai kepada 1 penerima" in alert
    assert "pimpinan/" in alert
    assert "kepala@" not in alert


CHILD = """
import sys
from archive.settings import load_settings
from archive.store import open_store
from flows.delivery import send
settings = load_settings()
with open_store(settings.database) as store:
    send(store, settings, "harian", None)
"""


def child(office: Office) -> subprocess.Popen[bytes]:
    given = {f"PANTAU_{name.upper()}": str(value) for name, value in office.values.items() if value is not None}
    return subprocess.Popen([sys.executable, "-c", CHILD], env=os.environ | given, cwd=Path(__file__).parents[2])


def test_after_a_kill_in_the_middle_nobody_gets_it_twice_and_it_is_told(office: Office, service: Any, until: Any) -> None:
    service.hang = 30.0
    office.recipients(
        group("sistem", "webhook", f"{service.base}/taklimat"), group("petugas", "webhook", f"{service.base}/siaga", alert=True)
    )
    process = child(office)
    until(lambda: service.calls, 20)
    process.send_signal(signal.SIGKILL)
    process.wait()
    service.hang = 0.0
    got = {path for path, _, _ in service.calls}
    office.deliver()
    assert sum(path == "/taklimat" for path, _, _ in service.calls) == 1, got
    with office.open() as store:
        (row,) = store.records(Delivery, group="sistem")
        assert row.state == "trying", "another process might still be at it"
        store.put(replace(row, at=row.at - timedelta(hours=1)))
    assert office.deliver()["sistem"].state == "unknown"
    assert sum(path == "/taklimat" for path, _, _ in service.calls) == 1
    assert any("terputus" in json.loads(body).get("alert", "") for path, _, body in service.calls if path == "/siaga")


def test_what_another_process_got_through_in_the_pause_is_not_sent_again(office: Office, service: Any, until: Any) -> None:
    service.answers += [(429, {}, b"")]
    office.recipients(group("sistem", "webhook", f"{service.base}/taklimat"))
    process = child(office)  # tries once, is told to wait, and waits for seconds
    until(lambda: service.calls, 20)

    def failed() -> bool:
        with office.open() as store:
            return any(row.state == "failed" for row in store.records(Delivery))

    until(failed, 10)
    assert office.deliver()["sistem"].state == "sent"
    assert process.wait() == 0
    assert len(service.calls) == 2


def test_two_processes_at_once_send_it_once(office: Office, service: Any) -> None:
    service.hang = 0.3
    office.recipients(group("sistem", "webhook", *(f"{service.base}/{n}" for n in range(4))))
    both = [child(office), child(office)]
    assert [process.wait() for process in both] == [0, 0]
    assert sorted(path for path, _, _ in service.calls) == ["/0", "/1", "/2", "/3"]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"name": "a", "channel": "fax", "to": ["x"]}, "write folder, mail, telegram, webhook"),
        ({"name": "a", "channel": "mail", "to": ["bukan alamat"]}, "address 1 of to is no e-mail address"),
        ({"name": "a", "channel": "mail", "to": "kepala@kantor.example"}, "to is no list"),
        ({"name": "a", "channel": "mail", "too": ["kepala@kantor.example"]}, "did you mean 'to'"),
        ({"name": "a", "channel": "webhook", "to": ["http://luar.example/x"]}, "would travel unencrypted"),
        ({"name": "a", "channel": "folder", "to": ["relatif"]}, "no full path"),
        ({"name": "a", "channel": "telegram", "to": ["tidak sah!"]}, "no chat"),
        ({"name": "a", "channel": "mail", "to": ["k@kantor.example"], "editions": ["harian", "tahunan"]}, "editions holds 'tahunan'"),
        ({"name": "", "channel": "mail", "to": ["k@kantor.example"]}, "give it a short name"),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_cure(office: Office, entry: dict[str, Any], told: str) -> None:
    office.recipients(entry)
    with pytest.raises(ReportError, match=told):
        office.deliver()


def test_a_channel_without_its_settings_names_them(office: Office) -> None:
    office.recipients(group("a", "telegram", "-1001"), telegram_token=None)
    with pytest.raises(ReportError, match="PANTAU_TELEGRAM_TOKEN"):
        office.deliver()


def test_a_sample_is_sent_to_nobody(office: Office, tmp_path: Path) -> None:
    office.recipients(group("arsip", "folder", str(tmp_path)))
    with office.open() as store:
        store.put(replace(office.brief, sample=True))
        with pytest.raises(FlowError, match="sample"):
            send(store, office.settings, "harian", None)


def test_where_nobody_waits_nothing_is_sent(office: Office) -> None:
    assert office.deliver() == {}
