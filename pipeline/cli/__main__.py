"""`python -m pipeline.cli` is `claims`, for where the package is not installed."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
