"""Lets `python -m waslab` run the command."""

from waslab.cli import main

if __name__ == "__main__":
    main()
