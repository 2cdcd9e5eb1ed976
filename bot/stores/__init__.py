"""SQLAlchemy Core behind the ports of bot/: one file for each port, the tables in schema.py."""
