from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Source
from extractors import ExtractorError, bluesky, mastodon, reddit, x
from extractors.http import Client
from extractors.posts import each, hide_mentions, language_of, post_item, read_json

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
SOURCE = Source(id="s", name="S", kind="mastodon", urls=(), tier="social", region="Kaltim")
CLIENT = Client("https://contoh.id/kontak", pseudonym_key=b"k")


def hidden(text: str) -> str:
    return hide_mentions(text, {"budi": "b" * 16, "7untai": "7" * 16}, lambda name, host: f"{len(name):08}-{host}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@budi halo", "@akun-bbbbbbbb halo"),
        ("(@Budi), @BUDI!", "(@akun-bbbbbbbb), @akun-bbbbbbbb!"),
        ("kata @warga.", "kata @akun-00000005."),
        ("kata @warga.hulu-1 dan_@tidak", "kata @akun-00000012 dan_@tidak"),
        ("@budi@lain.example", "@akun-00000004"),
        ("@7untai dan @7hari", "@akun-77777777 dan @7hari"),
    ],
)
def test_a_mention_becomes_a_pseudonym(text, shown):
    assert hidden(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "@Rp5.000 per ikat",
        "@Rp 5.000",
        "kopi @5000",
        "10 kg @12 ribu",
        "surel humas@contoh.example",
        "https://video.example/@kanal/1",
        "a @ b",
        "@@",
    ],
)
def test_a_price_an_e_mail_and_an_address_are_no_mention(text):
    assert hidden(text) == text


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("id", "id"),
        ("id-ID", "id"),
        ("in", "id"),
        ("zh_CN", "zh"),
        ("und", None),
        ("qam", None),
        ("", None),
        (None, None),
        ("bahasa", None),
    ],
)
def test_a_language_mark_becomes_a_code(mark, code):
    assert language_of(mark) == code


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000, b"\xff\xfe", b"1" * 5_000])
def test_what_is_no_json_is_said_to_be_none(body):
    with pytest.raises(ExtractorError, match="jawaban bukan JSON yang sah"):
        read_json(body)


def test_a_post_that_trips_the_reader_does_not_cost_the_others():
    def make(number: int):
        return post_item(SOURCE, NOW, external_id=str(1 // number), url=None, body="Kabar", author=None, raw_time=None)

    assert [item.external_id for item in each([1, 0, 1], make)] == ["1", "1"]


def test_harmful_characters_are_dropped_everywhere():
    bad = "a\x00\ud800\u202eb"
    item = post_item(
        SOURCE, NOW, external_id="1", url=f"https://contoh.example/{bad}", title=bad, body=bad, author=None, raw_time="2090-01-01"
    )
    assert (item.title, item.body, item.published_at) == ("ab", "ab", None)
    assert item.warnings == ("waktu terbit tidak terbaca atau di masa depan",)
    assert item.url == "https://contoh.example/ab"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["public", "1", "https://x.example/1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "type", "val", "uri", "did"]), inner, max_size=3)
    ),
    max_leaves=8,
)
ACCOUNT = {"acct": "warga", "username": "warga"}
WHOLE = {
    "mastodon": {
        "id": "1",
        "visibility": "public",
        "uri": "https://x.example/users/warga/statuses/1",
        "url": "https://x.example/@warga/1",
        "account": ACCOUNT,
        "content": "<p>Kabar @budi</p>",
        "mentions": [ACCOUNT],
        "created_at": "2026-03-09T01:00:00Z",
        "language": "id",
        "edited_at": None,
    },
    "bluesky": {
        "uri": "at://did:plc:a/app.bsky.feed.post/1",
        "author": {"did": "did:plc:a", "handle": "warga.example", "labels": []},
        "record": {"text": "Kabar @budi", "createdAt": "2026-03-09T01:00:00Z", "langs": ["id"], "facets": []},
        "indexedAt": "2026-03-09T01:00:00Z",
        "labels": [],
    },
    "x": {
        "id": "1",
        "text": "Kabar @budi https://t.co/a",
        "author_id": "2",
        "created_at": "2026-03-09T01:00:00Z",
        "lang": "in",
        "edit_history_tweet_ids": ["1"],
        "entities": {
            "urls": [{"url": "https://t.co/a", "expanded_url": "https://x.example"}],
            "mentions": [{"username": "budi", "id": "3"}],
        },
        "note_tweet": {},
        "referenced_tweets": [],
    },
    "reddit": {"name": "t3_a", "title": "Judul", "author": "warga", "selftext": "Kabar u/budi", "created_utc": 1773018000, "edited": False},
}
READERS = {
    "mastodon": lambda post: mastodon._item(post, "contoh.example", SOURCE, CLIENT, NOW),
    "bluesky": lambda post: bluesky._item(post, SOURCE, CLIENT, NOW),
    "x": lambda post: x._item(post, SOURCE, CLIENT, NOW),
    "reddit": lambda post: reddit._item(post, SOURCE, CLIENT, NOW),
}


@pytest.mark.parametrize("platform", READERS)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_post_with_fields_of_any_kind_is_read_or_passed_over(platform, data):
    odd = data.draw(st.dictionaries(st.sampled_from(sorted(WHOLE[platform])), VALUES, max_size=2))
    item = READERS[platform](WHOLE[platform] | odd)
    assert odd or item is not None
    if item:
        repr(item).encode()
