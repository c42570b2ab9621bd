"""What both export commands share: where the rows go."""

from collections.abc import Callable
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError


class ExportCommand(BaseCommand):
    what: str
    write: Callable[[TextIO], int]

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--output", metavar="FILE", help="write to this file (default: standard output)"
        )

    def handle(self, *, output: str | None, **options) -> None:
        if output is None:
            type(self).write(self.stdout._out)
            return
        try:
            with open(output, "w", encoding="utf-8", newline="") as file:
                count = type(self).write(file)
        except OSError as e:
            raise CommandError(f"{output}: {e.strerror}") from e
        self.stdout.write(f"Wrote {count:,} {self.what} to {output}.")
