"""The rows of the table for live pictures."""

PICTURES_OF_CASES = """
referrals:print_run           GET/POST  200      404   404      200      404      404      404      404
"""
