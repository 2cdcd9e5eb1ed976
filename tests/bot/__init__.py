"""Tests of bot: stories of people, and the parts behind them."""
