"""What PDF/UA-1 (ISO 14289-1) asks of our pages, as rules over the finished file: what breaks a rule, in words.

The clauses in brackets are those of ISO 14289-1:2014; ISO 32000-1 says what the words mean. veraPDF covers more, but no package registry
that we use carries it, so these are the rules that our pages can break.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pikepdf

Rule = Callable[[pikepdf.Pdf], list[str]]

PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}
STANDARD = {"Document", "Div", "P", "Span", "H1", "H2", "Table", "THead", "TBody", "TR", "TH", "TD", "Figure", "Caption", "Link"}
"""The standard structure types (ISO 32000-1, 14.8.4) that our pages use; another one is as good as unknown here."""


def kids(node: Any) -> list[Any]:
    found = node.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every structure element, in reading order."""
    left = list(reversed(kids(pdf.Root.StructTreeRoot))) if "/StructTreeRoot" in pdf.Root else []
    while left:
        node = left.pop()
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            left += reversed(kids(node))


def kind(node: Any) -> str:
    return str(node["/S"])[1:]


def by_kind(pdf: pikepdf.Pdf, *names: str) -> list[Any]:
    return [node for node in elements(pdf) if kind(node) in names]


def attribute(node: Any, name: str, default: Any = None) -> Any:
    given = node.get("/A", [])
    for each in given if isinstance(given, pikepdf.Array) else [given]:
        if isinstance(each, pikepdf.Dictionary) and name in each:
            return each[name]
    return default


def marks(page: pikepdf.Page) -> tuple[set[int], list[str]]:
    """The marked-content numbers of a page, and the painting operators that stand outside every mark."""
    numbers: set[int] = set()
    loose: list[str] = []
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
            if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
                numbers.add(int(operands[1]["/MCID"]))
        elif name == "EMC":
            depth -= 1
        elif name in PAINTING and depth == 0:
            loose.append(name)
    return numbers, loose


def is_marked(pdf: pikepdf.Pdf) -> list[str]:
    """[6.2] The file says that it is tagged, and by which standard."""
    said = pdf.Root.get("/MarkInfo", {}).get("/Marked", False)
    with pdf.open_metadata() as metadata:
        part = metadata.get("pdfuaid:part")
    return [] if said and "/StructTreeRoot" in pdf.Root and part == "1" else [f"Marked {said}, pdfuaid:part {part}"]


def has_language(pdf: pikepdf.Pdf) -> list[str]:
    """[7.2] The language of the text is known."""
    return [] if str(pdf.Root.get("/Lang", "")).startswith("id") else ["no language"]


def shows_title(pdf: pikepdf.Pdf) -> list[str]:
    """[7.1] The window shows the title of the document, not the name of the file."""
    shown = pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)
    with pdf.open_metadata() as metadata:
        title = metadata.get("dc:title")
    return [] if shown and title else [f"DisplayDocTitle {shown}, dc:title {title}"]


def tabs_follow_structure(pdf: pikepdf.Pdf) -> list[str]:
    """[7.18.3] The tab key goes through links in reading order."""
    return [f"page {n}" for n, page in enumerate(pdf.pages, 1) if page.get("/Annots") and page.get("/Tabs") != pikepdf.Name.S]


def all_content_is_marked(pdf: pikepdf.Pdf) -> list[str]:
    """[7.1] Whatever is painted is either part of the structure or declared decoration."""
    return [f"page {n}: {loose[:3]}" for n, page in enumerate(pdf.pages, 1) for loose in (marks(page)[1],) if loose]


def all_marks_are_in_the_tree(pdf: pikepdf.Pdf) -> list[str]:
    """[7.1] Every numbered mark of a page belongs to the structure, and the structure to marks that exist."""
    reached: dict[Any, set[int]] = {page.objgen: set() for page in pdf.pages}
    for node in elements(pdf):
        for kid in kids(node):
            if isinstance(kid, int):
                reached[node["/Pg"].objgen].add(kid)
            elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == pikepdf.Name.MCR:
                reached[kid.get("/Pg", node.get("/Pg")).objgen].add(int(kid["/MCID"]))
    return [f"page {n}" for n, page in enumerate(pdf.pages, 1) if marks(page)[0] != reached[page.objgen]]


def headings_step_by_one(pdf: pikepdf.Pdf) -> list[str]:
    """[7.4.2] The first heading is of level 1, and none goes more than one level deeper than the one before."""
    levels = [int(kind(node)[1]) for node in by_kind(pdf, "H1", "H2", "H3", "H4", "H5", "H6")]
    gaps = [f"H{was} then H{now}" for was, now in pairwise([0, *levels]) if now > was + 1]
    return gaps if levels else ["no heading"]


def tables_are_regular(pdf: pikepdf.Pdf) -> list[str]:
    """[7.5] Tables hold rows, rows hold cells, all rows are as wide, and a heading cell says what it heads."""
    broken = []
    for table in by_kind(pdf, "Table"):
        groups = [kid for kid in kids(table) if kind(kid) in ("THead", "TBody", "TFoot")]
        rows = [row for group in groups for row in kids(group)] + [kid for kid in kids(table) if kid not in groups]
        broken += [f"{kind(row)} where a row should be" for row in rows if kind(row) != "TR"]
        cells = [[cell for cell in kids(row) if kind(cell) in ("TH", "TD")] for row in rows]
        broken += ["a row holds something that is no cell" for row, mine in zip(rows, cells, strict=True) if len(mine) != len(kids(row))]
        widths = {sum(int(attribute(cell, "/ColSpan", 1)) for cell in row) for row in cells}
        broken += [f"rows of {sorted(widths)} cells"] if len(widths) > 1 else []
        heads = [cell for row in cells for cell in row if kind(cell) == "TH"]
        broken += [] if heads else ["a table without heading cells"]
        broken += ["a heading cell without scope" for cell in heads if attribute(cell, "/Scope") is None]
    return broken


def figures_are_told(pdf: pikepdf.Pdf) -> list[str]:
    """[7.3] A figure says in words what it shows."""
    return [f"figure {n}" for n, node in enumerate(by_kind(pdf, "Figure"), 1) if not str(node.get("/Alt", "")).strip()]


def links_are_told(pdf: pikepdf.Pdf) -> list[str]:
    """[7.18.5] A link has words of its own and stands in the structure as a link."""
    inside = [kid for node in by_kind(pdf, "Link") for kid in kids(node) if isinstance(kid, pikepdf.Dictionary)]
    pointed = {kid["/Obj"].objgen for kid in inside if "/Obj" in kid}
    notes = [note for page in pdf.pages for note in page.get("/Annots", []) if note.get("/Subtype") == pikepdf.Name.Link]
    return [str(note.get("/A")) for note in notes if note.objgen not in pointed or not str(note.get("/Contents", "")).strip()]


def annotations_are_links(pdf: pikepdf.Pdf) -> list[str]:
    """[7.18.1] Nothing lies over a page that the structure does not know: our pages carry links only."""
    notes = [(number, note) for number, page in enumerate(pdf.pages, 1) for note in page.get("/Annots", [])]
    return [f"page {number}" for number, note in notes if note.get("/Subtype") != pikepdf.Name.Link or "/StructParent" not in note]


def fonts_are_inside(pdf: pikepdf.Pdf) -> list[str]:
    """[7.21] Every font is in the file, as a part of itself, and says which letter each of its shapes is."""
    broken = []
    for font in (obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == pikepdf.Name.Font):
        if font.get("/Subtype") == pikepdf.Name.Type0:
            descriptor = font["/DescendantFonts"][0].get("/FontDescriptor", {})
            inside = "/FontFile2" in descriptor or "/FontFile3" in descriptor
            subset = str(font["/BaseFont"])[7:8] == "+"
            if not (inside and subset and "/ToUnicode" in font):
                broken.append(str(font["/BaseFont"]))
        elif "/CIDSystemInfo" not in font:
            broken.append(f"{font.get('/BaseFont')} is not a composite font")
    return broken


def kinds_are_standard(pdf: pikepdf.Pdf) -> list[str]:
    """[7.1] Structure elements are of kinds that every reader program knows."""
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", {}) if "/StructTreeRoot" in pdf.Root else {}
    return [kind(node) for node in elements(pdf) if kind(node) not in STANDARD and f"/{kind(node)}" not in roles]


RULES: tuple[Rule, ...] = (
    is_marked,
    has_language,
    shows_title,
    tabs_follow_structure,
    all_content_is_marked,
    all_marks_are_in_the_tree,
    headings_step_by_one,
    tables_are_regular,
    figures_are_told,
    links_are_told,
    annotations_are_links,
    fonts_are_inside,
    kinds_are_standard,
)
