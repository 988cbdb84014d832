"""What is different between two states of a flowchart: in words, and on both drawings."""
