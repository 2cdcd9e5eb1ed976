"""The messaging services people come from, each behind the one port in base.py."""
