"""Answering a sheet: filling it in, confirming, handing in, merging, reading.

The views know no feature: each asks its subclass whose sheet it is and where its pages are (`Answering`). A trial
(trials.py) is the first feature; it adds nothing but that.
"""
