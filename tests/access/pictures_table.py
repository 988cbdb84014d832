"""The rows of the table for live pictures."""

PICTURES_OF_CASES = """
referrals:print_run           GET/POST  200      404   404      200      404      404      404      404
"""
PICTURES_OF_FLOWCHARTS = """
referrals:waiting             GET/POST  in in 404 200 404 404 200 404 404 404 404 404 404 404
referrals:print_waiting       GET/POST  in in 404 200 404 404 200 404 404 404 404 404 404 404
"""
