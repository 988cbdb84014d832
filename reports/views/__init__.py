"""The auditor's reports, enquiries for a name, and what a woman is told."""
