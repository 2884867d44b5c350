"""Records → tables and the manifest of a run. Start with `rows`, then `output`."""
