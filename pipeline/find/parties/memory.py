"""What the reader of an article keeps in mind: who was named or meant where, and what was said of them. Start with `Memory`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.find.parties.places import Place, Traits
from pipeline.find.parties.trees import role_of, subjects_by_head
from pipeline.lang.parties import Lexicon
from pipeline.records import Party, Sentence, Span

#: A candidate not named in so many sentences before is no longer in mind, unless title or lead brought it in.
WINDOW = 8
#: Sentences of title and lead.
LEAD = 2
#: Candidates that are weighed at most, those named last.
MOST = 24
#: Places of a sentence that are looked through, the latest.
MOST_PLACES = 64


@dataclass(slots=True)
class Memory:
    """Read in the order of the text: `turn_to` a place brings in what was named before it."""

    parties: Sequence[Party]
    sentences: Sequence[Sentence]
    words: Lexicon
    traits: Mapping[int, Traits]
    coming: list[Place]  # namings that are still to be read, the next one last
    guessed: set[int]  # parties whose kind only the recogniser says
    senses: Mapping[tuple[int, int], str]  # of the nominal groups, by sentence and head
    told: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))  # by sentence
    times: Counter[int] = field(default_factory=Counter)
    titled: set[int] = field(default_factory=set)  # parties that title and lead name
    described: set[tuple[int, int]] = field(default_factory=set)  # sentence, party
    subjects: dict[int, dict[int, list[int]]] = field(default_factory=dict)

    def turn_to(self, span: Span) -> None:
        """Reads on to a place."""
        while self.coming and self.coming[-1].span.end <= span.start:
            self.add(self.coming.pop())

    def add(self, place: Place) -> None:
        self.told[place.sentence].append(place)
        self.times[place.party] += 1
        if place.sentence < LEAD:
            self.titled.add(place.party)

    def recent(self, sentence: int) -> dict[int, Place]:
        """The last place of each party in mind, a subject where it was one in that sentence, the latest party first."""
        last: dict[int, Place] = {}
        numbers = [*range(sentence, max(-1, sentence - WINDOW - 1), -1)]
        numbers += [n for n in range(min(LEAD, sentence) - 1, -1, -1) if n < sentence - WINDOW]
        for number in numbers:
            for place in self.told.get(number, [])[: -MOST_PLACES - 1 : -1]:
                known = last.get(place.party)
                if (known is None and len(last) < MOST) or (
                    known and known.sentence == number and place.subject and not known.subject
                ):
                    last[place.party] = place
        return last

    def subjects_of(self, sentence: int) -> dict[int, list[int]]:
        """The subjects of every governor of a sentence, read once."""
        if sentence not in self.subjects:
            self.subjects[sentence] = subjects_by_head(self.sentences[sentence].tokens)
        return self.subjects[sentence]

    def party_at(self, sentence: int, token: int) -> int | None:
        """The party that stands at a token, read or still to come, if any."""
        span = self.sentences[sentence].tokens[token].span
        for place in self.told.get(sentence, [])[: -MOST_PLACES - 1 : -1]:
            if place.span.overlaps(span):
                return place.party
        return next((place.party for place in self.ahead(sentence) if place.span.overlaps(span)), None)

    def ahead(self, sentence: int) -> Iterator[Place]:
        """What is still to be read of a sentence."""
        for place in self.coming[: -MOST_PLACES - 1 : -1]:
            if place.sentence > sentence:
                return
            yield place

    def role(self, place: Place) -> str:
        """What a place is in its clause; "unread" where nothing is parsed."""
        if place.token < 0:
            return "unread"
        return "subject" if place.subject else role_of(self.sentences[place.sentence].tokens, place.token)
