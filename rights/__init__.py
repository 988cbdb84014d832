"""Rights of the person, incidents and orders of authorities: for data protection."""
