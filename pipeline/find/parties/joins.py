"""Names of one article → parties: forms of one name joined, the fullest one kept.

Start with `join_names`. Each join leaves its evidence in `Party.rules`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.find.parties.kinds import kind_of, noun_kind
from pipeline.find.parties.names import NameMention
from pipeline.find.parties.nouns import NounMention
from pipeline.lang.parties import Lexicon, lexicon
from pipeline.normalise.names import initials, is_acronym, territories, words
from pipeline.records import Party, PartyMention, Sentence

#: An acronym or short name in brackets after a name: "(BCE)", '("Belmar")', "(the "Company")".
_BRACKETED = re.compile(r"\s?\(\s?(?:[^\W\d_]+\s)?\"?([^\W_][\w&.'/-]{1,14})\"?\s?[),]")


@dataclass(slots=True)
class _Group:
    """Mentions whose comparable words are equal, then those joined to them."""

    form: tuple[str, ...]
    mentions: list[NameMention] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.mentions[0].span.start

    def kinds(self) -> Counter[str]:
        return Counter(m.kind for m in self.mentions if m.kind)


def join_names(
    folded: str, names: Sequence[NameMention], sentences: Sequence[Sentence], language: str
) -> tuple[Party, ...]:
    """The parties that the names speak of, in order of first mention."""
    words_of = lexicon(language)
    groups: dict[tuple[str, ...], _Group] = {}
    for name in names:
        form = words(name.text)
        groups.setdefault(form, _Group(form)).mentions.append(name)
    for form in [form for form in groups if len(form) == 2 and "-" in groups[form].mentions[0].text]:
        if all((part,) in groups for part in form):  # "Belmar-Orlan" speaks of two
            del groups[form]
    title_end = sentences[0].span.end if sentences and sentences[0].heading else 0
    joined = _join(folded, groups, title_end, words_of)
    parties = [_party(group, words_of) for group in joined]
    return tuple(sorted(parties, key=lambda party: party.mentions[0].span))


def _join(folded: str, groups: dict[tuple[str, ...], _Group], title_end: int, words_of: Lexicon) -> list[_Group]:
    target: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {}
    brackets = _acronyms(folded, groups)
    by_word: dict[str, list[_Group]] = defaultdict(list)
    for group in groups.values():
        for word in {group.form[0], group.form[-1]}:
            by_word[word].append(group)
    acronyms: dict[str, list[_Group]] = defaultdict(list)
    for group in groups.values():
        if len(group.form) > 1:
            acronyms[group.form[0][0]].append(group)
    for group in sorted(groups.values(), key=lambda g: (-len(g.form), g.form)):
        found = brackets.get(group.form) or _longer(group, by_word, title_end, words_of) or _expansion(group, acronyms)
        if found:
            target[group.form] = found
    result: dict[tuple[str, ...], _Group] = {}
    for form, group in groups.items():
        rules = []
        end = form
        for _ in range(4):  # a chain of joins is short: "Legg" → "Legg Mason" → "Legg Mason Inc"
            if end not in target:
                break
            end, rule = target[end]
            rules.append(f"{rule}:{' '.join(form)}")
        home = result.setdefault(end, _Group(end))
        home.mentions += group.mentions
        home.rules += rules
    for form, (end, _) in brackets.items():  # an acronym that never stands alone
        if end in result and form not in groups:
            result[end].aliases.append(" ".join(form))
    for group in result.values():
        group.mentions.sort(key=lambda m: m.span)
    return [group for group in result.values() if group.mentions]


def _acronyms(folded: str, groups: dict[tuple[str, ...], _Group]) -> dict[tuple[str, ...], tuple[tuple[str, ...], str]]:
    """Short names given in brackets right after a full one."""
    found: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {}
    for group in groups.values():
        for mention in group.mentions:
            match = _BRACKETED.match(folded, mention.span.end, mention.span.end + 32)
            if not match:
                continue
            short = words(match[1])
            if short != group.form and short not in found and _can_shorten(match[1], mention.text):
                found[short] = (group.form, "brackets")
    return found


def _can_shorten(short: str, name: str) -> bool:
    if is_acronym(short, name):
        return True
    letters = "".join(words(short))
    full = initials(name)
    return (
        len(letters) >= 2
        and letters[0].upper() == full[:1]
        and short.isupper()
        and len(full) >= 2
        and _in_order(letters, name)
    )


def _in_order(letters: str, name: str) -> bool:
    position = iter("".join(words(name)))
    return all(letter in position for letter in letters)


def _longer(
    group: _Group, by_word: dict[str, list[_Group]], title_end: int, words_of: Lexicon
) -> tuple[tuple[str, ...], str] | None:
    """The fuller name that this one shortens: a surname of a full name, the beginning of a company's name."""
    form = group.form
    if any(word in words_of.legal for m in group.mentions for word in m.text.split()[1:]):
        return None  # a legal form is written after the full name
    if " ".join(form) in territories() or " ".join(w.title() for w in form) in words_of.cities:
        return None
    text = group.mentions[0].text
    if text.lower() in words_of.media or text in words_of.seats:
        return None
    persons: list[_Group] = []
    starts: list[_Group] = []
    for other in by_word[form[0]]:
        if len(other.form) > len(form) and other.form[: len(form)] == form:
            starts.append(other)
    for other in by_word[form[-1]]:
        if len(other.form) > len(form) and other.form[-len(form) :] == form and _is_surname(form, other, words_of):
            persons.append(other)
    if persons:
        best = max(persons, key=lambda g: (len(g.mentions), -g.first))
        if group.kinds().get("company", 0) == 0:
            return best.form, "surname"
    starts = [other for other in starts if _shortens(group, other, title_end, words_of)]
    if starts:
        best = min(starts, key=lambda g: (len(g.form), g.first))
        return best.form, "short_name"
    return None


def _is_surname(form: tuple[str, ...], group: _Group, words_of: Lexicon) -> bool:
    """Whether the last words of a group can be the surname of a person whom it names."""
    kinds = group.kinds()
    if kinds.get("person"):
        return len(form) <= 2
    return (
        not kinds
        and len(form) == 1
        and len(group.form) == 2
        and not any(word in words_of.company_words or word in words_of.legal for word in group.mentions[0].text.split())
    )


def _shortens(short: _Group, long: _Group, title_end: int, words_of: Lexicon) -> bool:
    """Whether the short form names the same: nothing but company words are left out, or it follows the full form."""
    if long.kinds().get("person") and not short.kinds().get("person"):
        return False
    rest = long.mentions[0].text.split()[len(short.form) :]
    if any(any(c.isdigit() for c in word) for word in rest):
        return False
    if any(word.lower() in words_of.connectors["of"] for word in rest):
        return False
    body = [m for m in short.mentions if m.span.start >= title_end]
    return not body or long.first < body[0].span.start


def _expansion(group: _Group, acronyms: dict[str, list[_Group]]) -> tuple[tuple[str, ...], str] | None:
    """The one full name whose initials the acronym is."""
    text = group.mentions[0].text
    if len(group.form) != 1 or not text.isupper() or not 2 <= len(text) <= 6:
        return None
    found = [other for other in acronyms[group.form[0][0]] if is_acronym(text, other.mentions[0].text)]
    return (found[0].form, "acronym") if len(found) == 1 else None


def _party(group: _Group, words_of: Lexicon) -> Party:
    forms = Counter(m.text for m in group.mentions)
    written = [m.text for m in group.mentions]
    name = max(
        forms,
        key=lambda form: (
            len(words(form)),
            not form.isupper() or len(form) <= 5,
            len(form),
            forms[form],
            -written.index(form),
        ),
    )
    mentions = tuple(
        PartyMention(m.span, "acronym" if m.text.isupper() and len(m.text) <= 6 and m.text != name else "name", m.rule)
        for m in group.mentions
    )
    aliases = tuple(dict.fromkeys([*(form for form in forms if form != name), *group.aliases]))
    kind = kind_of(name, group.kinds(), words_of)
    return Party(name, " ".join(words(name)), kind, aliases, mentions, tuple(dict.fromkeys(group.rules)))


def join_nouns(nouns: Sequence[NounMention], named: Sequence[Party]) -> list[Party]:
    """Parties that the article gives no name: one per nominal group, the bare head joined to the one fuller group."""
    groups: dict[tuple[str, ...], list[NounMention]] = {}
    for noun in nouns:
        groups.setdefault(words(noun.name), []).append(noun)
    full = [form for form in groups if len(form) > 1]
    homes: dict[tuple[str, ...], tuple[str, ...]] = {}
    for form, mentions in groups.items():
        longer = [other for other in full if len(form) == 1 and form[0] in (other[0], other[-1])]
        first = groups[longer[0]][0] if len(longer) == 1 else None
        same = first is not None and first.lemma == mentions[0].lemma and first.span < mentions[0].span
        if first and same and not first.head.plural and (first.nationality or first.determiner == "indefinite"):
            homes[form] = longer[0]
    result = []
    for form, mentions in groups.items():
        if form in homes:
            continue
        members = sorted([m for f in groups if homes.get(f, f) == form for m in groups[f]], key=lambda m: m.span)
        rules = tuple(f"bare_head:{' '.join(f)}" for f in groups if homes.get(f) == form)
        aliases = tuple(dict.fromkeys(m.name for m in members if m.name != mentions[0].name))
        spans = tuple(PartyMention(m.span, "description", m.determiner or "bare") for m in members)
        result.append(Party(mentions[0].name, " ".join(form), noun_kind(mentions[0]), aliases, spans, rules))
    return result
