"""Text → mentions with offsets: `amounts`, `dates`, `parties`. Finders know nothing of each other."""
