"""The whole of Bauta against platforms that behave like the real ones."""
