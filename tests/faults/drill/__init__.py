"""A drill: many send in while web, worker, PostgreSQL and Redis are killed at random. What was acknowledged is there.

    python -m tests.faults.drill --kills 50 --submissions 20000 --report docs/reports/sending-in.md

It runs on servers and in a folder of its own, with production's durable settings, and ends with 1 where anything that
a visitor was told is not so. test_sending_in_under_kills.py runs a small one.
"""
