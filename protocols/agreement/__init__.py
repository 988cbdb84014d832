"""Agreeing on a draft: named people of each lane are asked, a second person approves it."""
