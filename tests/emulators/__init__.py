"""Servers on loopback that speak the platforms' real protocols to the real client libraries."""
