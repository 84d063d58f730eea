"""Open data of earthquakes and weather warnings, as the base of facts against rumours of disasters."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from extractors.visit import Memory, visit

JSON = "application/json"
XML = "application/xml"


def quake(**changes):
    return {
        "Tanggal": "09 Mar 2026",
        "Jam": "20:15:30 WIB",
        "DateTime": "2026-03-09T13:15:30+00:00",
        "Coordinates": "-1.25,116.85",
        "Lintang": "1.25 LS",
        "Bujur": "116.85 BT",
        "Magnitude": "4.8",
        "Kedalaman": "10 km",
        "Wilayah": "32 km Tenggara KOTA CONTOH",
        "Potensi": "Tidak berpotensi tsunami",
    } | changes


def latest(row):
    return json.dumps({"Infogempa": {"gempa": row}})


@pytest.fixture
def source(web, make_source):
    return make_source(
        *(web.url(f"/TEWS/{name}.json") for name in ("autogempa", "gempaterkini", "gempadirasakan")),
        kind="bmkg",
        id="bmkg",
        tier="official",
    )


def answer_all(web, one, recent, felt):
    web.replace("/TEWS/autogempa.json", latest(one), kind=JSON)
    web.replace("/TEWS/gempaterkini.json", latest(recent), kind=JSON)
    web.replace("/TEWS/gempadirasakan.json", latest(felt), kind=JSON)


async def test_one_earthquake_in_three_files_is_one_bulletin_that_says_it_all(web, source, client, now):
    felt = quake(Dirasakan="III Kota Contoh, II Muara Contoh", Magnitude="4,8", Coordinates="-1.250,116.850")
    del felt["Potensi"]
    answer_all(web, quake(), [quake()], [felt])
    fetched = await visit(source, client, Memory(), now, 10)
    (bulletin,) = fetched.bulletins
    assert (bulletin.topic, bulletin.magnitude, bulletin.depth_km) == ("earthquake", 4.8, 10.0)
    assert (bulletin.latitude, bulletin.longitude) == (-1.25, 116.85)
    assert bulletin.happened_at == datetime(2026, 3, 9, 13, 15, 30, tzinfo=UTC)
    assert bulletin.place == "32 km Tenggara KOTA CONTOH"
    assert "Dirasakan: III Kota Contoh, II Muara Contoh" in bulletin.text
    assert "Tidak berpotensi tsunami" in bulletin.text
    assert "Sumber: BMKG" in bulletin.text
    assert bulletin.url.endswith("/TEWS/autogempa.json")
    assert (fetched.outcome.status, fetched.outcome.items) == ("heard", 1)


async def test_every_earthquake_of_a_list_is_kept_wherever_it_was(web, source, client, now):
    rows = [
        quake(DateTime=f"2026-03-0{day}T10:00:00+00:00", Coordinates="2,98.5", Lintang="2.00 LU", Bujur="98.50 BT") for day in (1, 2, 3)
    ]
    answer_all(web, quake(), rows, [])
    bulletins = (await visit(source, client, Memory(), now, 10)).bulletins
    assert len(bulletins) == 4
    assert {bulletin.latitude for bulletin in bulletins} == {-1.25, 2.0}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (quake(Lintang="1,25 LS", Bujur="116,85 BT"), (-1.25, 116.85)),
        (quake(Lintang=None, Bujur=None), (-1.25, 116.85)),
        (quake(Lintang=None, Bujur=None, Coordinates="-1,25; 116,85"), (-1.25, 116.85)),
        (quake(Lintang="1.25 LU", Bujur="10.5 BB"), (1.25, -10.5)),
        (quake(Lintang="-1.25 LS"), (-1.25, 116.85)),
        (quake(Lintang=None, Bujur=None, Coordinates="x"), (None, None)),
        (quake(Lintang="95 LS"), (None, None)),
        (quake(Lintang=None, Bujur=None, Coordinates=["1", "2"]), (None, None)),
    ],
)
async def test_degrees_are_read_in_every_form(web, source, client, now, row, expected):
    answer_all(web, row, [], [])
    (bulletin,) = (await visit(source, client, Memory(), now, 10)).bulletins
    assert (bulletin.latitude, bulletin.longitude) == expected


async def test_what_is_missing_stays_empty(web, source, client, now):
    answer_all(web, {"Tanggal": "09 Mar 2026", "Jam": "20:15:30 WIB", "Magnitude": "besar", "Kedalaman": "-"}, [], [])
    (bulletin,) = (await visit(source, client, Memory(), now, 10)).bulletins
    assert bulletin.happened_at == datetime(2026, 3, 9, 13, 15, 30, tzinfo=UTC)
    assert (bulletin.magnitude, bulletin.depth_km, bulletin.place) == (None, None, None)


async def test_an_earthquake_without_a_usable_time_is_left_out(web, source, client, now):
    answer_all(web, quake(DateTime="2090-01-01T00:00:00+00:00"), [quake(DateTime="besok"), {}, 7, None], [])
    assert (await visit(source, client, Memory(), now, 10)).bulletins == ()


async def test_the_same_earthquake_keeps_its_id(web, source, client, now):
    answer_all(web, quake(), [], [])
    first = (await visit(source, client, Memory(), now, 10)).bulletins[0]
    answer_all(web, {}, [], [quake(Magnitude="5.0")])
    second = (await visit(source, client, Memory(known=frozenset({first.id})), now, 10)).bulletins[0]
    assert (first.id, first.magnitude, second.magnitude) == (second.id, 4.8, 5.0)


async def test_a_known_earthquake_is_not_given_again_while_a_file_fails(web, source, client, now):
    answer_all(web, quake(), [quake()], [quake(Dirasakan="III Kota Contoh")])
    first = (await visit(source, client, Memory(), now, 10)).bulletins[0]
    web.replace("/TEWS/gempadirasakan.json", "", 404)
    fetched = await visit(source, client, Memory(known=frozenset({first.id})), now, 10)
    assert (fetched.bulletins, fetched.outcome.status) == ((), "partial")


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '{"Infogempa": 7}', "<html>", "[" * 100_000, '{"Infogempa": {"gempa": ' + "[" * 200 + "]" * 200 + "}}"]
)
async def test_what_is_no_such_file_is_a_failure(web, make_source, client, now, body):
    web.answer("/a.json", body, kind=JSON)
    fetched = await visit(make_source(web.url("/a.json"), kind="bmkg"), client, Memory(), now, 10)
    assert (fetched.outcome.status, fetched.bulletins) == ("failed", ())


# warnings


def feed(*links):
    items = "".join(f"<item><title>Peringatan dini</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Peringatan</title>{items}</channel></rss>'


def cap(
    effective="2026-03-10T09:00:00+07:00",
    expires="2026-03-10T12:00:00+07:00",
    areas=("Kecamatan Hulu", "Kecamatan Hilir"),
    language="id-ID",
):
    inside = "".join(f"<area><areaDesc>{area}</areaDesc><polygon>-1.2,116.8 -1.3,116.9 -1.2,116.8</polygon></area>" for area in areas)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier>'
        f"<sent>2026-03-10T08:55:00+07:00</sent><info><language>en-US</language><headline>Heavy rain</headline></info><info>"
        f"<language>{language}</language><event>Hujan Lebat</event><effective>{effective}</effective><expires>{expires}</expires>"
        "<headline>Hujan lebat di Provinsi Contoh</headline><description>Waspada hujan lebat dan petir.</description>"
        f"{inside}</info></alert>"
    )


@pytest.fixture
def warned(web, make_source):
    web.answer("/alerts/nowcast/id", feed(web.url("/alerts/1_alert.xml")), kind=XML)
    return make_source(web.url("/alerts/nowcast/id"), kind="bmkg", id="bmkg", tier="official")


async def test_a_warning_tells_where_and_until_when(web, warned, client, now):
    web.answer("/alerts/1_alert.xml", cap(), kind=XML)
    (bulletin,) = (await visit(warned, client, Memory(), now, 10)).bulletins
    assert (bulletin.topic, bulletin.place) == ("weather_warning", "Kecamatan Hulu, Kecamatan Hilir")
    assert bulletin.happened_at == datetime(2026, 3, 10, 2, tzinfo=UTC)
    assert bulletin.until == datetime(2026, 3, 10, 5, tzinfo=UTC)
    assert bulletin.text.startswith("Hujan lebat di Provinsi Contoh\nHujan Lebat\nWaspada hujan lebat dan petir.")
    assert "Sumber: BMKG" in bulletin.text
    assert bulletin.url == web.url("/alerts/1_alert.xml")


async def test_a_known_warning_is_not_read_again(web, warned, client, now):
    web.answer("/alerts/1_alert.xml", cap(), kind=XML)
    first = (await visit(warned, client, Memory(), now, 10)).bulletins[0]
    await visit(warned, client, Memory(known=frozenset({first.id})), now, 10)
    assert web.paths().count("/alerts/1_alert.xml") == 1


@pytest.mark.parametrize(
    "message",
    [
        "", "<html></html>", "<alert/>", cap(effective="besok").replace("<sent>2026-03-10T08:55:00+07:00</sent>", ""), cap()[:300],
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><alert><info><headline>&b;</headline></info></alert>',
        "<a>" * 50_000,
    ],
)  # fmt: skip
async def test_a_message_that_cannot_be_read_is_a_fault(web, warned, client, now, message):
    web.answer("/alerts/1_alert.xml", message, kind=XML)
    fetched = await visit(warned, client, Memory(), now, 10)
    assert fetched.bulletins == ()
    assert (fetched.outcome.status, len(fetched.outcome.faults)) == ("partial", 1)


async def test_a_list_full_of_entities_is_a_failure(web, make_source, client, now):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    web.answer("/alerts", f"<!DOCTYPE rss [{laughs}]><rss><channel><item><link>&l9;</link></item></channel></rss>", kind=XML)
    outcome = (await visit(make_source(web.url("/alerts"), kind="bmkg"), client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", "XML dengan jenis dokumen tidak dibaca")


async def test_links_that_are_no_web_addresses_are_passed_over(web, make_source, client, now):
    web.answer("/alerts", feed("javascript:alert(1)", "file:///etc/hostname", "", web.url("/2.xml")), kind=XML)
    web.answer("/2.xml", cap(), kind=XML)
    fetched = await visit(make_source(web.url("/alerts"), kind="bmkg"), client, Memory(), now, 10)
    assert [bulletin.url for bulletin in fetched.bulletins] == [web.url("/2.xml")]


async def test_earthquakes_are_heard_while_the_list_of_warnings_is_down(web, make_source, client, now):
    web.answer("/auto.json", latest(quake()), kind=JSON)
    web.answer("/alerts", "", 500)
    fetched = await visit(make_source(web.url("/alerts"), web.url("/auto.json"), kind="bmkg"), client, Memory(), now, 10)
    assert (len(fetched.bulletins), fetched.outcome.status) == (1, "partial")
