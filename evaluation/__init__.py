"""How good the table is: gold articles of the project, a scorer, floors that only an explicit flag lowers."""
