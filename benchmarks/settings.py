"""How long everything is measured."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Settings:
    """Numbers of rounds, seconds and sizes.

    rounds: rounds of the subject, and of the baseline
    seconds: of one round
    warm_up: seconds of load before the first round, at most
    connections: in the database of a get and of a list
    many: connections in the large namespace
    starts: of the subject, and of the baseline
    requests: of each kind in a round, if requests are counted
    """

    rounds: int
    seconds: int
    warm_up: int
    connections: int
    many: int
    starts: int
    requests: int


WHOLE = Settings(rounds=7, seconds=4, warm_up=90, connections=100_000, many=1_000_000, starts=10, requests=100)
QUICK = Settings(rounds=3, seconds=1, warm_up=20, connections=100_000, many=20_000, starts=3, requests=30)
