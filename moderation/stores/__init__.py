"""SQLAlchemy Core behind moderation."""
