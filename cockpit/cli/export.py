"""export quarantine."""

from __future__ import annotations

import argparse

from cockpit.cli.parser import Commands


def add(commands: Commands) -> None:
    """Adds the commands of this module."""


def _none(arguments: argparse.Namespace) -> None:
    del arguments
