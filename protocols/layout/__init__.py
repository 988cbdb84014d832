"""Where everything of a flowchart is drawn: lanes as bands, columns along the flow.

The same picture serves all four languages: boxes are as large as the longest label needs.
Arrows run only between rows and between columns, so that none crosses a shape.
"""

from protocols.layout.geometry import lay_out
from protocols.layout.picture import Box, Picture, Point

__all__ = ["Box", "Picture", "Point", "lay_out"]
