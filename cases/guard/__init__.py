"""The guard over free text."""
