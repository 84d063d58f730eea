from __future__ import annotations

import socket

import pytest

from extractors.guard import is_public
from extractors.http import FetchError


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.7", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_that_means_our_own_surroundings_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "103.10.66.1", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f.1", "0"]
)
async def test_every_name_of_this_machine_is_turned_away(web, make_client, host):
    port = web.host.partition(":")[2]
    async with make_client(allow_private=()) as client:
        with pytest.raises(FetchError) as caught:
            await client.get(f"http://{host}:{port}/")
    assert "jaringan pribadi" in str(caught.value) or "nama host tidak ditemukan" in str(caught.value)
    assert web.seen == []


async def test_a_private_host_is_allowed_by_name_or_by_name_and_port(web, make_client):
    port = web.host.partition(":")[2]
    web.answer("/a", "halo")
    for allowed in ("localhost", f"localhost:{port}"):
        async with make_client(allow_private=(allowed,)) as client:
            assert (await client.get(f"http://localhost:{port}/a")).body == b"halo"
    async with make_client(allow_private=("localhost:1",)) as client:
        with pytest.raises(FetchError, match="jaringan pribadi"):
            await client.get(f"http://localhost:{port}/a")


async def test_one_private_address_among_public_ones_is_enough_to_stay_away(web, make_client, monkeypatch):
    port = int(web.host.partition(":")[2])

    def lookup(_, port, **__):
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    # Name servers are the one part of the real world that a test cannot bring along.
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    async with make_client(allow_private=()) as client:
        with pytest.raises(FetchError, match="jaringan pribadi"):
            await client.get(f"http://situs.contoh:{port}/a")
    assert web.seen == []


async def test_a_name_is_looked_up_once_and_the_checked_address_is_the_one_we_connect_to(web, make_client, monkeypatch):
    port = int(web.host.partition(":")[2])
    asked = []

    def lookup(host, port, **_):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))] if len(asked) == 1 else pytest.fail("a second look-up could be answered otherwise")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    web.answer("/a", "halo")
    web.answer("/robots.txt", "", kind="text/plain")  # keeps the connection open, so that one look-up serves both requests
    async with make_client(allow_private=("situs.contoh",)) as client:
        assert (await client.get(f"http://situs.contoh:{port}/a")).body == b"halo"
    assert asked == ["situs.contoh"]
    assert web.seen[-1].headers["host"] == f"situs.contoh:{port}"


async def test_a_name_without_an_address_is_a_fault(make_client):
    async with make_client() as client:
        with pytest.raises(FetchError, match="nama host tidak ditemukan"):
            await client.get("http://tidak-ada.invalid/")
