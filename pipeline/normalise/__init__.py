"""Mention → value: numbers, money and currency; intervals of days; names and their keys."""
