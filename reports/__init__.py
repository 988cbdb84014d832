"""What can be told of many cases or of their log: for auditors, and for the woman herself."""
