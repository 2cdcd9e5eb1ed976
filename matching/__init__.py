"""Who talks to whom: tickets, hard rules, how choosy to be, and the waiting line. Knows no platform and no database."""
