"""Feeds of the outlets and of the fact-checker, and timelines of hashtags, each with the habits of its house."""

import html
import re
from email.utils import format_datetime
from html import escape
from typing import Any

from sampleweb.pages import body_html
from sampleweb.week import Article, Post, Week, address, write_time

RSS = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'


def outlet_feed(week: Week, base: str, name: str) -> tuple[bytes, str]:
    """The whole week of one outlet, newest first, and its media type."""
    outlet, articles = week.outlets[name], week.articles[name]
    encoding = outlet.get("encoding", "utf-8")
    if outlet["feed"] == "atom":
        return _atom(outlet, base, articles).encode(), "application/atom+xml; charset=utf-8"
    entries = [_rss_entry(outlet, base, article) for article in articles]
    head = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n{RSS}<channel><title>{escape(outlet["name"])}</title>'
        f"<link>{base}/{outlet['feed_path'].split('/')[1]}/</link><description>{escape(outlet['name'])}: berita terbaru</description>"
        f"<language>{outlet.get('language', 'id')}</language>\n"
    )
    document = head + "\n".join(entries) + "\n</channel></rss>\n"
    if outlet.get("malformed"):
        document = _damage(document)
    return document.encode(encoding, "xmlcharrefreplace"), "application/rss+xml" + ("" if encoding != "utf-8" else "; charset=utf-8")


def check_feed(week: Week, base: str) -> bytes:
    """The fact-checker's feed."""
    entries = "\n".join(
        f"<item><title>{escape(c.title)}</title><link>{base}/periksa-etam/artikel/{c.slug}</link>"
        f'<guid isPermaLink="false">PE-{c.slug}</guid><pubDate>{format_datetime(c.at)}</pubDate>'
        f"<description>{escape(c.claim)}</description></item>"
        for c in week.checks
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{RSS}<channel><title>Periksa Etam</title><link>{base}/periksa-etam/</link>'
        f"<description>Periksa fakta warga Kaltim</description>\n{entries}\n</channel></rss>\n"
    ).encode()


def status(week: Week, base: str, post: Post) -> dict[str, Any]:
    """One post as Mastodon's API shows it."""
    account = week.accounts[post.account]
    author = {
        "id": str(sum(map(ord, post.account))), "username": post.account, "acct": post.account, "url": f"{base}/@{post.account}",
        "display_name": account["display_name"], "note": f"<p>{escape(account.get('note', ''))}</p>", "locked": False,
        "bot": account.get("bot", False), "noindex": account.get("noindex", False), "indexable": not account.get("noindex", False),
        "discoverable": True, "created_at": "2024-02-11T00:00:00.000Z",
    }  # fmt: skip
    shown: dict[str, Any] = {
        "id": post.number, "created_at": f"{write_time('{year}-{mm}-{dd}T{clock}', post.at, 0)}:00.000Z", "language": post.language,
        "visibility": post.visibility, "sensitive": False, "spoiler_text": "", "in_reply_to_id": None, "in_reply_to_account_id": None,
        "uri": f"{base}/users/{post.account}/statuses/{post.number}", "url": f"{base}/@{post.account}/{post.number}",
        "replies_count": 0, "reblogs_count": 0, "favourites_count": 0, "edited_at": None, "content": _content(base, post),
        "reblog": None, "account": author, "mentions": [], "emojis": [], "card": None, "poll": None,
        "media_attachments": [{"id": post.number, "type": "image", "url": f"{base}/media/{post.slug}.jpg", "description": post.picture}]
        if post.picture
        else [],
        "tags": [{"name": t, "url": f"{base}/tags/{t}"} for t in _tags(post)],
    }  # fmt: skip
    if post.boosts:
        original = {**shown, "id": str(int(post.number) - 1), "url": f"{base}/@{post.account}/{int(post.number) - 1}"}
        shown = {**shown, "content": "", "reblog": original}
    return shown


def _tags(post: Post) -> list[str]:
    found = [t.lower() for t in re.findall(r"(?<![\w&])#(\w+)", post.text)]
    return list(dict.fromkeys([*found, post.tag]))


def _content(base: str, post: Post) -> str:
    """Post text as Mastodon's HTML: paragraphs, line breaks, links with hidden parts, hashtags as links."""
    text = post.text
    if not re.search(rf"#{post.tag}\b", text, re.IGNORECASE):
        text += f" #{post.tag}"
    shown = html.escape(text, quote=False)
    shown = re.sub(
        r"(https?://)([\w./?=&;%-]+[\w/])",
        r'<a href="\1\2" target="_blank" rel="nofollow noopener"><span class="invisible">\1</span><span class="">\2</span></a>',
        shown,
    )
    shown = re.sub(
        r"(?<![\w&])#(\w+)",
        lambda m: f'<a href="{base}/tags/{m[1].lower()}" class="mention hashtag" rel="tag">#<span>{m[1]}</span></a>',
        shown,
    )
    return "".join(f"<p>{part.replace(chr(10), '<br />')}</p>" for part in shown.split("\n\n"))


def _rss_entry(outlet: dict[str, Any], base: str, article: Article) -> str:
    url = base + address(outlet, article)
    published = write_time(outlet["feed_time"], article.at, outlet["feed_zone"])
    summary = " ".join(article.paragraphs[: outlet["feed_paragraphs"]]) if "feed_paragraphs" in outlet else article.summary
    full = ""
    if outlet.get("feed_full_text"):
        full = f"<content:encoded><![CDATA[{body_html(outlet, base, article, [])}]]></content:encoded>"
        summary = f'{article.summary} [&hellip;]</p><p>Artikel <a href="{url}">{article.title}</a> pertama kali tampil di {outlet["name"]}.'
    author = f"<dc:creator><![CDATA[{article.byline}]]></dc:creator>" if article.byline else ""
    return (
        f"<item><title>{escape(article.title, quote=False)}</title><link>{url}</link>"
        f'<guid isPermaLink="false">{outlet["id"]}-{article.slug}</guid><pubDate>{published}</pubDate>{author}'
        f"<description><![CDATA[<p>{summary}</p>]]></description>{full}</item>"
    )


def _atom(outlet: dict[str, Any], base: str, articles: list[Article]) -> str:
    def at(article: Article) -> str:
        return write_time(outlet["feed_time"], article.at, outlet["feed_zone"])

    home = f"{base}/{outlet['feed_path'].split('/')[1]}"
    entries = "\n".join(
        f"<entry><title>{escape(a.title)}</title><id>tag:{outlet['id']},2026:{a.slug}</id>"
        f'<link rel="alternate" type="text/html" href="{base + address(outlet, a)}"/>'
        f"<published>{at(a)}</published><updated>{at(a)}</updated>"
        f'<author><name>{escape(a.byline)}</name></author><summary type="text">{escape(a.summary)}</summary></entry>'
        for a in articles
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id">'
        f"<title>{escape(outlet['name'])}</title><id>tag:{outlet['id']},2026:feed</id>"
        f'<link rel="self" href="{base}{outlet["feed_path"]}"/><link href="{home}/"/>'
        f"<updated>{at(articles[0])}</updated>\n{entries}\n</feed>\n"
    )


def _damage(document: str) -> str:
    """The feed as a careless script prints it: a blank line before the prologue, bare ampersands, and the tail cut off."""
    bare = document.replace("&amp;", "&").replace("</title><link>", "&nbsp;</title><link>", 1)
    return "\n" + bare[: bare.rindex("<description>") + len("<description><![CDATA[<p>") + 30]
