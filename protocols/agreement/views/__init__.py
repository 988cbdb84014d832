"""Pages about agreeing on a flowchart; nothing of any case is on them."""
