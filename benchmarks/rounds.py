"""Alternating rounds of a subject and its baseline, and the row of the table that they give."""

import dataclasses
import statistics


@dataclasses.dataclass
class Row:
    """A row of the table.

    subject, baseline: one value for each round
    reach: the ratio that the service should reach; None if there is none
    higher: whether a higher ratio is better
    """

    name: str
    what: str
    unit: str
    subject: list[float]
    baseline: list[float]
    reach: float | None
    higher: bool

    @property
    def ratios(self):
        """The ratios of neighbouring rounds: A B A B A gives A/B of the rounds 1 2, 2 3, 3 4, 4 5."""
        pairs = list(zip(self.subject, self.baseline)) + list(zip(self.subject[1:], self.baseline))
        return [subject / baseline for subject, baseline in pairs]

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    @property
    def reached(self):
        if self.reach is None:
            return True
        return self.ratio >= self.reach if self.higher else self.ratio <= self.reach


def alternate(rounds, subject, baseline):
    """Calls the functions in turn, A B A B …, with the number of the round. Returns the results of each."""
    results = [], []
    for number in range(rounds):
        results[0].append(subject(number))
        results[1].append(baseline(number))
    return results
