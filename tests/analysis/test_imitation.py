"""Hosts that look like somebody else's are told from all others."""

import time

import pytest

from analysis.contexts import Publisher
from analysis.imitation import imitation, known_from

PUBLISHERS = (
    Publisher("Pemprov Kaltim", ("kaltimprov.go.id", "ppid.kaltimprov.go.id"), True),
    Publisher("BMKG", ("bmkg.go.id",), True),
    Publisher("Pemkot Balikpapan", ("web.balikpapan.go.id",), True),
    Publisher("detik", ("detik.com",), False),
    Publisher("Kaltim Today", ("kaltimtoday.co",), False),
    Publisher("Swara Kaltim", ("swarakaltim.com",), False),
    Publisher("Narasi.co", ("narasi.co",), False),
)


@pytest.fixture(scope="module")
def known():
    return known_from(PUBLISHERS)


@pytest.mark.parametrize(
    ("host", "how"),
    [
        ("kаltimprov.go.id", "letters"),
        ("dеtik.com", "letters"),
        ("detlk.com", "letters"),
        ("d3tik.com", "letters"),
        ("kaltimt0day.co", "letters"),
        ("kaltirnprov.com", "letters"),
        ("kaltimprov-go.id.example", "government"),
        ("kaltimprov.go.id.bantuan.example", "government"),
        ("bantuan-go-id.com", "government"),
        ("dinsosgoid.com", "government"),
        ("samarinda.g0.id.site", "government"),
        ("kaltimprov.info", "ending"),
        ("bmkg.info", "ending"),
        ("kaltimtoday.xyz", "ending"),
        ("katimprov.com", "spelling"),
        ("kaltmprv.com", "spelling"),
        ("kaltimtday.co", "spelling"),
        ("kaltim-today.co", "spelling"),
        ("bansoskaltimprov.com", "name"),
        ("detik.com.berita.site", "name"),
        ("kaltimtoday-promo.top", "name"),
        ("karir-pln.example", "office"),
        ("bantuan-pemprovkaltim.site", "office"),
        ("bpjs2026.example", "office"),
    ],
)
def test_an_imitation_is_told_with_its_way(known, host, how):
    assert imitation(host, known).how == how


@pytest.mark.parametrize(
    "host",
    [
        "kaltimprov.go.id",
        "bappeda.kaltimprov.go.id",
        "samarindakota.go.id",
        "kalselprov.go.id",
        "oto.detik.com",
        "kaltimtoday.co",
        "unmul.ac.id",
        "facebook.com",
        "bit.ly",
        "forms.gle",
        "pln.co.id",
        "web.pln.co.id",
        "suarakaltim.com",
        "narasi.tv",
        "kaltimtoday.com",
        "inibalikpapan.com",
        "balikpapan-kuliner.com",
        "indigo.id",
        "warta.example",
        "kitabisa.com",
        "warungpolda.example",
    ],
)
def test_real_hosts_and_hosts_of_others_imitate_nobody(known, host):
    assert imitation(host, known) is None


def test_an_imitation_says_whom_it_looks_like(known):
    assert imitation("bmkg.info", known).model.name == "BMKG"
    assert imitation("bantuan-go-id.com", known).model is None


def test_without_any_publisher_the_government_is_still_known():
    assert imitation("kaltimprov.go.id.bantuan.example", ()).how == "government"
    assert imitation("detlk.com", ()) is None


def test_thousands_of_hosts_are_held_against_hundreds_in_seconds():
    many = known_from(tuple(Publisher(f"Warta {n}", (f"wartabenua{n}.example",), n % 9 == 0) for n in range(200)))
    begun = time.perf_counter()
    for n in range(1000):
        imitation(f"situs-orang-{n}.com", many)
    assert time.perf_counter() - begun < 5
