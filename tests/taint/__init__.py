"""What people's accounts, messages and files tell of them, followed through a whole Bauta."""
