"""One file per port: its promises, kept by every backend."""
