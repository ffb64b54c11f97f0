"""The smallest application with a package of its own: it signs a word."""

import sys

import itsdangerous

WORD = "hello"

if __name__ == "__main__":
    sys.stdout.write(itsdangerous.Signer("no secret").sign(WORD).decode())
