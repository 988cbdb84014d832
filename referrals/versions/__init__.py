"""The pages on which a protocol manager lets running cases go over to a newer version."""
