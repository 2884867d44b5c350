"""A document → its claims: kind, roles, status, source and date of every amount, and which rows tell one fact."""
