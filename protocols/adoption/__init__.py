"""Adopting agreed flowcharts: each entity names its service and its contact on duty; gaps."""
