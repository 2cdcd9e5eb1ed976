"""Tests: contracts, rules, stories over real protocols, crashes."""
