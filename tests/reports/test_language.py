"""The texts that the program itself prints are formal, plain Indonesian: short sentences, spelled as the dictionary has them.

What the rules know stands in ``language.toml``, and so does a wrong sentence for each rule, which it must find.
"""

import ast
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

import pytest

ROOT = Path(__file__).parent.parent.parent
RULES = tomllib.loads(Path(__file__).with_name("language.toml").read_text(encoding="utf-8"))

HOLE = "{}"
"""Stands where a text takes in a number or a name."""
_WORD = re.compile(r"https?://\S+|\{\}|[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z{“])")
_NO_TEXT = re.compile(r"[\\<>#=@|]|^\W*$")
"""Patterns, colours and addresses; words that are only names in the program may stay, because no rule finds anything in them."""
_UNITS = "jam|menit|hari|minggu|bulan|tahun|item|km|kg|MB|meter|orang"


@dataclass(frozen=True)
class Text:
    """A text that stands in a file of the program, with the holes that it fills marked."""

    where: str
    said: str

    @property
    def sentences(self):
        return [part for part in _END.split(self.said) if part]


@cache
def texts():
    """Every fixed Indonesian text of the program."""
    found = []
    for files in RULES["files"]:
        for path in sorted(ROOT.glob(files["glob"])):
            name = path.relative_to(ROOT).as_posix()
            for line, said in READ[path.suffix](path, files.get("keys")):
                said = said.strip()
                whole = files["take"] == "all" or (re.match(r"[A-Z{]", said) and said.endswith((".", "?")) and len(said.split()) > 3)
                if whole and (files.get("keys") or not _NO_TEXT.search(said)) and not english(said):
                    found.append(Text(f"{name}:{line}", said))
    return found


def english(said):
    return bool({word.lower() for word in _WORD.findall(said)} & set(RULES["english"]["words"]))


def strings(path, _):
    """The strings of a Python file but its docstrings; what is filled in at run time is a hole."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in ast.walk(node) if part is not node and not isinstance(part, ast.JoinedStr)}
            if id(node) not in skipped:
                yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    # Strings inside a hole stand on the page too, on their own.
    holes = [
        part.value for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values if hasattr(part, "conversion")
    ]
    inside = {id(node) for hole in holes for node in ast.walk(hole) if isinstance(node, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (id(node) not in skipped or id(node) in inside):
            yield node.lineno, re.sub(r"\{\w*\}", HOLE, node.value)


def markup(path, _):
    """The words in the content blocks and strings of a Typst file; code between them is left out."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        code = line.partition("//")[0] if "://" not in line else line
        for said in re.findall(r'"([^"]+)"|\[([^\[\]]+)\]', code):
            yield number, re.sub(r"#[\w.]+(?:\([^)]*\))*", HOLE, "".join(said))


def template(path, _):
    """The words between the tags of an HTML template."""
    whole = re.sub(
        r"\{#.*?#\}|<style.*?</style>", lambda found: "\n" * found.group().count("\n"), path.read_text(encoding="utf-8"), flags=re.S
    )
    for number, line in enumerate(whole.splitlines(), 1):
        for said in re.split(r"<[^>]*>|\{%.*?%\}", re.sub(r"\{\{.*?\}\}", HOLE, line)):
            yield number, re.sub(r"&\w+;", " ", said)


def entries(path, keys):
    """The texts under ``keys`` of the tables of a TOML file."""
    for table in tomllib.loads(path.read_text(encoding="utf-8")).values():
        for entry in table if isinstance(table, list) else [table]:
            yield from ((entry.get("id", entry.get("name", "")), str(entry[key])) for key in keys if key in entry)


READ = {".py": strings, ".typ": markup, ".html": template, ".toml": entries}


def long(said):
    for sentence in Text("", said).sentences:
        words = len(_WORD.findall(sentence))
        if words > RULES["sentences"]["longest"]:
            yield f"{words} words"


def spelling(said):
    plain = " ".join(said.lower().split())
    for wrong, right in RULES["spelling"].items():
        if re.search(rf"(?<![\w-]){re.escape(wrong)}(?:nya|lah|kah)?(?![\w-])", plain):
            yield f"{wrong}: write {right}"


def apart(said):
    """Prepositions that were joined to their place."""
    places = "|".join(sorted(RULES["places"]["words"], key=len, reverse=True)).lower()
    for joined, preposition, place in re.findall(rf"\b((di|ke)({places}))(?:nya)?\b", said.lower()):
        if joined not in RULES["together"]["words"]:
            yield f"{joined}: write {preposition} {place}"
    for place in re.findall(r"\bkeluar (negeri|kota|daerah|wilayah|provinsi)\b", said.lower()):
        yield f"keluar {place}: write ke luar {place}"


def preposition(said):
    """What stands apart after di and ke is a place, and all places are known."""
    known = {word.lower() for word in RULES["places"]["words"]}
    for alone, word in re.findall(r"(?<![\w-])(di|ke) ([^\W\d_]+)\b(?!\.\w)", said, re.IGNORECASE):
        # A capital is a name, and names are places; so is an address, which the pattern leaves out.
        if word[0].islower() and re.sub("nya$", "", word) not in known:
            yield f"{alone.lower()} {word}: write {alone.lower()}{word}, or list the place"


def bound(said):
    for form, word in re.findall(rf"(?<![\w-])({'|'.join(RULES['bound']['words'])}) ([a-z]+)", said.lower()):
        yield f"{form} {word}: write {form}{word}"


def spaces(said):
    if re.search(r"\S {2,}\S", said):
        yield "two spaces"
    if re.search(r"\w [.,;:!?](?:\s|$)", said):
        yield "a space before a mark"


def numbers(said):
    for number in re.findall(r"(?<![\d.])\d+\.\d{1,2}(?![\d.])", said):
        hours, minutes = number.split(".")
        if not (len(hours) == len(minutes) == 2 and int(hours) < 24 and int(minutes) < 60):
            yield f"{number}: a comma parts decimals"
    for found in re.findall(rf"(?:\d|\}})(?:{_UNITS})\b", said):
        number = re.search(rf"\S*{re.escape(found)}", said).group()
        yield f"{number}: a space before the unit"
    for time in re.findall(r"\b\d\d?:\d\d\b", said):
        yield f"{time}: a full stop parts hours and minutes"
    for share in re.findall(r"(?:\d+|\{\})%", said):
        yield f"{share}: a space before the sign, as everywhere on the page"
    for price in re.findall(r"Rp [\d{]", said):
        yield f"{price}: no space after Rp"


CHECKS = {rule.__name__: rule for rule in (long, spelling, apart, preposition, bound, spaces, numbers)}


@pytest.mark.parametrize("rule", CHECKS)
def test_every_text_that_the_program_prints_keeps(rule):
    faults = [f"{text.where} {fault} | {text.said}" for text in texts() for fault in CHECKS[rule](text.said)]
    assert not faults, "\n" + "\n".join(faults)


def test_sentences_are_short_on_the_whole():
    told = [sentence for text in texts() for sentence in text.sentences if sentence.endswith((".", "?", "!"))]
    assert len(told) >= 60
    lengths = [len(_WORD.findall(sentence)) for sentence in told]
    assert mean(lengths) <= RULES["sentences"]["mean"]


@pytest.mark.parametrize("wrong", RULES["wrong"], ids=lambda wrong: f"{wrong['rule']}: {wrong['finds']}")
def test_each_rule_finds_a_wrong_sentence(wrong):
    assert wrong["finds"] in list(CHECKS[wrong["rule"]](wrong["text"]))


def test_every_rule_has_a_wrong_sentence_of_its_own():
    assert {wrong["rule"] for wrong in RULES["wrong"]} == set(CHECKS)


@pytest.mark.parametrize("right", RULES["right"], ids=lambda right: right["text"][:40])
def test_no_rule_finds_anything_in_a_right_sentence(right):
    assert [fault for check in CHECKS.values() for fault in check(right["text"])] == []


def test_each_forbidden_spelling_is_found_and_none_is_asked_for():
    assert len(RULES["spelling"]) >= 120
    for wrong, right in RULES["spelling"].items():
        assert list(spelling(f"Kata {wrong} salah.")) == [f"{wrong}: write {right}"]
        assert list(spelling(f"Kata {right} benar.")) == [], right


@pytest.mark.parametrize(
    ("file", "known"),
    [
        ("reports/sections/limits.py", "bukan seluruh media dan bukan suara seluruh warga"),
        ("reports/sections/head.py", "sebelum jendela ditutup"),
        ("reports/review.py", "Teruskan ke SP4N-LAPOR"),
        ("reports/head.typ", "Meja verifikasi"),
        ("reports/templates/blocks.html", "Perhatian:"),
        ("extractors/sources.toml", "."),
        ("analysis/", "."),
    ],
)
def test_texts_are_found_wherever_they_are_kept(file, known):
    """A reader that finds nothing would let everything pass."""
    assert any(text.where.startswith(file) and known in text.said for text in texts())


def test_docstrings_and_errors_for_programmers_are_no_texts_of_the_page():
    assert not any("cannot be written" in text.said or "Everything one edition" in text.said for text in texts())
