"""Pages of the studio."""

from protocols.studio.views import acts, asides, begin, board, change

__all__ = ["acts", "asides", "begin", "board", "change"]
