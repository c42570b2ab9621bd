"""Fields of bodies that take what the schema says and nothing that merely looks like it: DRF's own
would take 5 for "5", and "yes" for true."""

import re

from django.core.validators import RegexValidator
from rest_framework import serializers

# Spelt out: Python and the readers of a schema don't mean the same by \s.
_BLANK = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SAYS_SOMETHING = RegexValidator(
    rf"^[^\x00]*[^{_BLANK}][^\x00]*$", "Write something that can be seen, without NUL characters."
)
_MAY_BE_BLANK = RegexValidator(r"^[^\x00]*$", "Without NUL characters, please.")


class Text(serializers.CharField):
    """More than blanks, unless it `allow_blank`; those around it are taken off."""

    def __init__(self, **options) -> None:
        usual = _MAY_BE_BLANK if options.get("allow_blank") else _SAYS_SOMETHING
        super().__init__(**{"validators": [usual], "trim_whitespace": False} | options)

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data: object = serializers.empty) -> object:
        found = super().run_validation(data)
        return found.strip() if isinstance(found, str) else found


class Email(serializers.EmailField):
    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    def to_internal_value(self, data: object) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class YesNo(serializers.BooleanField):
    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Choice(serializers.ChoiceField):
    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", input=data)
        return data


class Day(serializers.DateField):
    _SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

    def to_internal_value(self, data: object):
        if not isinstance(data, str) or not self._SHAPE.fullmatch(data):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(data)
