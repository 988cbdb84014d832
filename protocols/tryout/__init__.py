"""Trying out a flowchart without a case: example cases, and stepping through it by hand."""
