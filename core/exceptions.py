"""The three ways in which the product refuses; `config.middleware` answers 404, 403 and 409."""


class Refusal(Exception):
    """Something asked for is not done. Nothing was changed; the refusal is recorded.

    `explanation` is a translated sentence that says what happened; `advice` one that says what to
    do next. Neither holds anything from a case.
    """

    def __init__(self, explanation: str = "", advice: str = "") -> None:
        super().__init__(explanation)
        self.explanation = explanation
        self.advice = advice


class NotVisible(Refusal):
    """The record is not there for this person: answered 404, so that existence is not told."""


class PermissionRefused(Refusal):
    """The person may see the record but not do this with it: answered 403."""


class Conflict(Refusal):
    """The record is no longer in a state that admits this: answered 409."""
