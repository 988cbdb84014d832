"""The studio: where a protocol manager makes, draws and changes drafts of flowcharts."""
