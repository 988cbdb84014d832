"""How identities are kept: what is looked at too often, who answers until when, emergencies."""

# A second factor shown for one purpose with one case opens it so long (entities/forms/stepup.py).
FACTOR_MINUTES = 5

# A person who opens more than this on one day is told of, never stopped (cases/services/alerts.py).
REVEALS_A_DAY = {"contact": 40, "identity": 10}

# A custodian has so long to answer; what she agrees to opens once within so long.
IDENTITY_ANSWER_HOURS = 24
IDENTITY_OPEN_HOURS = 8

# Breaking the glass: how long it opens, when it must be reviewed, how often a person may try.
BREAK_GLASS_HOURS = 4
BREAK_GLASS_REVIEW_HOURS = 72
BREAK_GLASS_TRIES_AN_HOUR = 5
