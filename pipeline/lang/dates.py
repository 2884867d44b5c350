"""The date grammar of a language as a typed view of `dates.toml`: templates enter, compiled patterns leave.

A template is written in words and slots: `(the )?<day> of <month>( <year>)?`. `<month>` is a class of the table (its
forms, each with a value), `{the}` a phrase of the table put in as it stands. Start with `lexicon`; `find.dates` uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pipeline.lang import table
from pipeline.text import longest_first

#: White space inside an expression: a line may break, a paragraph may not.
GAP = r"(?: {1,3}|(?: ?\n ?)(?!\n))"
#: The key of every pattern that can begin with a figure.
FIGURE = "#"
#: An expression ends with a word, and a figure is no part of a longer one and no percentage.
_END = r"(?!\w)(?!(?<=\d)(?:[.,:]\d| ?%))"
_LEADING_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_TOKEN = re.compile(r"<(?P<slot>\w+)(?::(?P<label>\w+))?>|\{(?P<phrase>\w+)\}|(?P<mark>[()|?])|(?P<text>[^<>{}()|?]+)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to write a rule. `slots` maps each group of the expression to the class that reads it."""

    rule: str
    sense: str
    expression: re.Pattern[str]
    slots: tuple[tuple[str, str, str], ...]  # group, name of the part, class
    fixed: tuple[tuple[str, str], ...]
    left: re.Pattern[str] | None
    not_left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    not_right: re.Pattern[str] | None
    not_around: tuple[re.Pattern[str], re.Pattern[str]] | None  # what may not stand on both sides at once
    capital: bool  # the first letter must be a capital
    bare: bool  # nothing but a number of four figures: the finder looks at its neighbours
    pair: str | None  # "list" or "range": the pattern holds two dates, the slots of the second end in "_2"


@dataclass(frozen=True, slots=True)
class DateLexicon:
    """Everything the finder knows of a language. `starts` leads from a first word to the patterns that may follow."""

    language: str
    classes: Mapping[str, Mapping[str, str]]
    starts: Mapping[str, tuple[Pattern, ...]]
    directions: Mapping[str, re.Pattern[str]]  # what stands before a date and opens one side of it
    tenses: Mapping[str, re.Pattern[str]]
    contexts: Mapping[str, re.Pattern[str]]
    counted: Mapping[str, re.Pattern[str]]  # what follows a number that counts things and is no year
    joins: Mapping[str, re.Pattern[str]]  # what stands between two dates that make one interval
    closings: tuple[Pattern, ...]  # what stands before a date that closes a period: "the year ended"
    rules: tuple[Mapping[str, Any], ...]

    def value(self, name: str, form: str) -> str:
        """The value that a class gives to a form; a figure stands for itself."""
        plain = " ".join(form.split())
        if plain in (known := self.classes.get(name, {})):
            return known[plain]
        figure = _LEADING_FIGURE.match(plain)
        return figure[0].replace(",", ".") if figure else plain


@cache
def lexicon(language: str) -> DateLexicon:
    """The date grammar of a language.

    >>> sorted(pattern.rule for pattern in lexicon("fr").starts["hier"])[:1]
    ['relative-day']
    >>> lexicon("en").value("month", "sept.")
    '9'
    >>> lexicon("xx")
    Traceback (most recent call last):
    FileNotFoundError: no table 'dates' for language 'xx'
    """
    shared, own = table("shared", "dates"), table(language, "dates")
    figures = {**shared["figures"], **own.get("figures", {})}
    classes = {
        name: {form: value for value, forms in content.items() for form in forms}
        for name, content in {**shared.get("classes", {}), **own["classes"]}.items()
    }
    grammar = _Grammar(figures, classes, own["phrases"])
    rules = (*own["rules"], *shared.get("rules", ()))
    starts: dict[str, list[Pattern]] = {}
    for rule in rules:
        for template in rule["patterns"]:
            pattern, first = grammar.pattern(rule, template)
            for word in first:
                starts.setdefault(word, []).append(pattern)
    return DateLexicon(
        language=language,
        classes=classes,
        starts={word: tuple(found) for word, found in starts.items()},
        directions={name: grammar.context(raw, left=True) for name, raw in own["directions"].items()},
        tenses={name: re.compile(raw) for name, raw in own["tenses"].items()},
        contexts={name: grammar.context(raw, left=True) for name, raw in own["contexts"].items()},
        counted={name: grammar.context(raw, left=False) for name, raw in own["counted"].items()},
        joins={name: re.compile(raw) for name, raw in own["joins"].items()},
        closings=tuple(grammar.closing(rule, template) for rule in own["closings"] for template in rule["patterns"]),
        rules=rules,
    )


class _Grammar:
    """Templates to expressions. `first` words come out of the same reading, so that no pattern is tried in vain."""

    def __init__(
        self, figures: Mapping[str, str], classes: Mapping[str, Mapping[str, str]], phrases: Mapping[str, str]
    ):
        self.figures, self.classes, self.phrases = figures, classes, phrases

    def pattern(self, rule: Mapping[str, Any], template: str) -> tuple[Pattern, frozenset[str]]:
        slots: list[tuple[str, str, str]] = []
        body, first, nullable = self._read(self._tokens(template), slots)
        if nullable:
            raise ValueError(f"{rule['id']}: {template!r} matches nothing at all")
        pattern = Pattern(
            rule=rule["id"],
            sense=rule.get("sense", rule["id"]),
            expression=re.compile(body + _END),
            slots=tuple(slots),
            fixed=tuple(sorted(rule.get("set", {}).items())),
            left=self._optional(rule.get("left"), left=True),
            not_left=self._optional(rule.get("not_left"), left=True),
            right=self._optional(rule.get("right"), left=False),
            not_right=self._optional(rule.get("not_right"), left=False),
            not_around=self._around(rule.get("not_around")),
            capital=rule.get("capital", False),
            bare=rule.get("bare", False),
            pair=rule.get("pair"),
        )
        return pattern, first

    def closing(self, rule: Mapping[str, Any], template: str) -> Pattern:
        """A pattern that ends where a date begins."""
        pattern, _ = self.pattern({"id": "closing", **rule}, template)
        body = pattern.expression.pattern.removesuffix(_END)
        return replace(pattern, expression=re.compile(rf"(?<!\w){body}$"))

    def context(self, raw: str, *, left: bool) -> re.Pattern[str]:
        """A plain expression of what stands beside a date; `<class>` and `{phrase}` hold in it as in a template."""
        body = re.sub(r"\{(\w+)\}", lambda match: f"(?:{self.phrases[match[1]]})", raw)
        body = re.sub(r"<(\w+)>", lambda match: self._slot(match[1], "", None)[0], body)
        return re.compile(rf"(?<!\w)(?:{body})[ \n]?$" if left else rf" ?(?:{body})(?!\w)")

    def _optional(self, raw: str | None, *, left: bool) -> re.Pattern[str] | None:
        return None if raw is None else self.context(raw, left=left)

    def _around(self, raw: list[str] | None) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
        return None if raw is None else (re.compile(f"(?:{raw[0]})$"), re.compile(raw[1]))

    def _tokens(self, template: str) -> list[re.Match[str]]:
        found = list(_TOKEN.finditer(template))
        if "".join(match[0] for match in found) != template:
            raise ValueError(f"not a template: {template!r}")
        return found[::-1]

    def _read(
        self, tokens: list[re.Match[str]], slots: list[tuple[str, str, str]] | None
    ) -> tuple[str, frozenset[str], bool]:
        """Alternatives up to a closing bracket: the expression, its first words, and whether it may be empty."""
        options: list[tuple[str, frozenset[str], bool]] = []
        body, first, nullable = "", frozenset[str](), True
        while tokens:
            token = tokens.pop()
            if token["mark"] == ")":
                break
            if token["mark"] == "|":
                options.append((body, first, nullable))
                body, first, nullable = "", frozenset(), True
                continue
            item, words, empty = self._item(token, tokens, slots)
            if tokens and tokens[-1]["mark"] == "?":
                tokens.pop()
                item, empty = f"(?:{item})?", True
            body += item
            first = first | words if nullable else first
            nullable = nullable and empty
        options.append((body, first, nullable))
        if len(options) == 1:
            return options[0]
        bodies = "(?:" + "|".join(option[0] for option in options) + ")"
        return bodies, frozenset().union(*(option[1] for option in options)), any(option[2] for option in options)

    def _item(
        self, token: re.Match[str], tokens: list[re.Match[str]], slots: list[tuple[str, str, str]] | None
    ) -> tuple[str, frozenset[str], bool]:
        if token["mark"]:
            return self._group(tokens, slots)
        if token["phrase"]:
            body, first, nullable = self._read(self._tokens(self.phrases[token["phrase"]]), slots)
            return f"(?:{body})", first, nullable
        if token["text"]:
            return _literal(token["text"])
        return self._slot(token["slot"], token["label"] or token["slot"], slots)

    def _group(
        self, tokens: list[re.Match[str]], slots: list[tuple[str, str, str]] | None
    ) -> tuple[str, frozenset[str], bool]:
        body, first, nullable = self._read(tokens, slots)
        return f"(?:{body})", first, nullable

    def _slot(
        self, name: str, label: str, slots: list[tuple[str, str, str]] | None
    ) -> tuple[str, frozenset[str], bool]:
        forms = self.classes.get(name, {})
        options = [_literal(form)[0] for form in longest_first(forms)]
        first = _first_words(forms)
        if name in self.figures:
            options.append(self.figures[name])
            first |= {FIGURE}
        if not options:
            raise ValueError(f"no class {name!r}")
        body = "(?:" + "|".join(options) + ")"
        if slots is None:
            return body, first, False
        group = f"g{len(slots)}"
        slots.append((group, label, name))
        return f"(?P<{group}>{body})", first, False


def _literal(text: str) -> tuple[str, frozenset[str], bool]:
    """Plain words of a template: a space may be any gap, all else stands for itself."""
    body = "".join(GAP if char == " " else re.escape(char) for char in text)
    return body, _first_words([text]), not text


def _first_words(forms: Iterable[str]) -> frozenset[str]:
    found = (re.search(r"[^\W_]+", form) for form in forms)
    return frozenset(FIGURE if match[0][0].isdigit() else match[0] for match in found if match)
