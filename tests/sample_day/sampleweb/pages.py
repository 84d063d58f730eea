"""Article pages and fact-check pages as HTML."""

import json
from html import escape
from string import Template
from typing import Any

from sampleweb.week import FOLDER, Article, Check, Week, address, iso_time, write_time


def article_page(week: Week, base: str, article: Article) -> bytes:
    """The page of one article in its outlet's style and encoding."""
    outlet = week.outlets[article.outlet]
    listed = week.articles[article.outlet]
    at = listed.index(article)
    others = [listed[(at + step) % len(listed)] for step in range(1, min(5, len(listed)))]
    template = Template((FOLDER / "templates" / f"{article.outlet}.html").read_text(encoding="utf-8"))
    url = base + address(outlet, article)
    page = template.substitute(
        title=escape(article.title), summary=escape(article.summary), url=url, rubric=escape(outlet["rubric"]),
        byline=escape(article.byline), editor=escape(article.editor), caption=escape(article.caption),
        CAPTION=escape(article.caption.upper()), iso=iso_time(article.at, outlet["iso_zone"]),
        printed=write_time(outlet["printed"], article.at, outlet["printed_zone"]), body=body_html(outlet, base, article, others),
        others="".join(f'<li><a href="{base + address(outlet, o)}">{escape(o.title)}</a></li>' for o in others),
        json_ld=_news_article(outlet, article, url),
    )  # fmt: skip
    return page.encode(outlet.get("encoding", "utf-8"), "xmlcharrefreplace")


def body_html(outlet: dict[str, Any], base: str, article: Article, others: list[Article]) -> str:
    """The text between menu and footer: dateline, paragraphs, the outlet's insertions, the closing mark."""
    first, *rest = article.paragraphs
    form = outlet["first"]
    if "first_elsewhere" in outlet and article.town != "Samarinda":
        form = outlet["first_elsewhere"]
    lines = [Template(form).substitute(town=article.town, TOWN=article.town.upper(), text=escape(first, quote=False))]
    lines += [f"<p>{escape(text, quote=False)}</p>" for text in rest]
    if article.ending and outlet["ending_own_line"]:
        lines.append(f"<p>{escape(article.ending)}</p>")
    elif article.ending:
        lines[-1] = lines[-1].removesuffix("</p>") + f" {escape(article.ending)}</p>"
    if outlet["related"] and others and len(rest) > 1:
        insert = Template(outlet["related"])
        lines.insert(2, insert.substitute(related_url=base + address(outlet, others[0]), related_title=escape(others[0].title)))
    return "\n".join(lines)


def check_page(base: str, check: Check, shape: int) -> bytes:
    """A fact-check with its ClaimReview; checkers embed it in different shapes, so ``shape`` turns through three of them."""
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "url": f"{base}/periksa-etam/artikel/{check.slug}",
        "claimReviewed": check.claim,
        "datePublished": f"{check.at:%Y-%m-%d}",
        "author": {"@type": "Organization", "name": "Periksa Etam", "url": f"{base}/periksa-etam/"},
        "reviewRating": {"@type": "Rating", "ratingValue": check.rating, "bestRating": 5, "worstRating": 1, "alternateName": check.label},
        "itemReviewed": {"@type": "Claim", "appearance": [], "datePublished": f"{check.at:%Y-%m-%d}"},
    }
    context = {"@context": "https://schema.org"}
    site = {"@type": "WebPage", "name": check.title}
    data = ({**context, **review}, [{**context, **site}, {**context, **review}], {**context, "@graph": [site, review]})[shape % 3]
    parts = (("Narasi", check.narrative), ("Penjelasan", check.explanation), ("Kesimpulan", check.conclusion))
    body = "\n".join(
        f"<p><strong>{name}</strong></p>\n" + "\n".join(f"<p>{escape(p, quote=False)}</p>" for p in text.split("\n\n"))
        for name, text in parts
    )
    return f"""<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>{escape(check.title)} - Periksa Etam</title>
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script></head>
<body><header><a href="/periksa-etam/">Periksa Etam</a> | Arsip | Cara Kerja | Kirim Aduan</header>
<section class="article--main"><h1>{escape(check.title)}</h1>
<p class="meta">{write_time("{weekday}, {day} {month} {year}", check.at, 8)} &middot; {escape(check.author)}</p>
{body}
</section><footer>Periksa Etam menerima aduan warga melalui laman Kirim Aduan.</footer></body></html>
""".encode()


def _news_article(outlet: dict[str, Any], article: Article, url: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": article.title,
        "datePublished": iso_time(article.at, outlet["iso_zone"]),
        "author": {"@type": "Person", "name": article.byline},
        "publisher": {"@type": "Organization", "name": outlet["name"]},
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
