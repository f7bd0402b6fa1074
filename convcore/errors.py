"""What is refused, as a template and its values; how foreign text is quoted.

A message is kept as gettext keeps it: the English template is the key by which other languages have theirs, and the
values are filled in when it is read, in whatever language that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

LONGEST_QUOTE = 24
LONGEST_SHOWN = 80  # characters of a value in a message


class Phrase:
    """Words with values in them; a value may be a phrase again.

    Attributes:
        template: the English words, with the values' names in braces.
        values: what stands there, by name.

    >>> str(Phrase("{axis}: at least {least:,}", axis=Phrase("height"), least=1000))
    'height: at least 1,000'
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        # Of an error the words alone: its traceback would keep all that was at hand when it was raised.
        self.values: Mapping[str, object] = {
            name: value.phrase if isinstance(value, ConvError) else value for name, value in values.items()
        }

    def tell(self, translate: Callable[[str], str]) -> str:
        """The words in another language, by a function from an English template to another one.

        >>> french = {"the {axis} is {size}": "la {axis} est {size}", "height": "hauteur"}
        >>> Phrase("the {axis} is {size}", axis=Phrase("height"), size=1).tell(french.__getitem__)
        'la hauteur est 1'
        """
        values = {
            name: value.tell(translate) if isinstance(value, Phrase) else value for name, value in self.values.items()
        }
        return translate(self.template).format(**values)

    def __str__(self) -> str:
        return self.tell(str)

    def __repr__(self) -> str:
        return f"Phrase({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash(self.template)


def chain(template: str, parts: Iterable[object]) -> object:
    """Parts in a row as one value of a message, joined by a template with ``{first}`` and ``{second}``.

    >>> print(chain("{first} or {second}", (2, 3, 4)))
    2 or 3 or 4
    """
    return reduce(lambda first, second: Phrase(template, first=first, second=second), parts)


class ConvError(ValueError):
    """A convolution that cannot be computed: the message names the argument, the rule and the numbers.

    Attributes:
        phrase: the message, without the error around it.

    >>> error = ConvError("{name}: at least 1 is needed, got {value}", name="strides", value=0)
    >>> str(error), error.values["value"]
    ('strides: at least 1 is needed, got 0', 0)
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)  # which is what pickle and copy make it from, before they set the phrase
        self.phrase = Phrase(template, **values)

    @property
    def template(self) -> str:
        """The English words, with the values' names in braces."""
        return self.phrase.template

    @property
    def values(self) -> Mapping[str, object]:
        """What stands in the template, by name."""
        return self.phrase.values

    def tell(self, translate: Callable[[str], str]) -> str:
        """As :meth:`Phrase.tell`."""
        return self.phrase.tell(translate)

    def __str__(self) -> str:
        return str(self.phrase)


def quote(text: str) -> str:
    """``text`` in quotes, for a message; a long one is cut.

    >>> quote(" abc "), quote("abcdefghijklmnopqrstuvwxyz")
    ("'abc'", "'abcdefghijklmnopqrstuvw…'")
    """
    short = text.strip()
    return repr(short if len(short) <= LONGEST_QUOTE else short[: LONGEST_QUOTE - 1] + "…")


def show_value(value: object) -> str:
    """A value as Python writes it, for a message; a long one is cut.

    >>> show_value((1, "a")), len(show_value([0] * 1000)), show_value(10**5000)
    ("(1, 'a')", 80, '<int>')
    """
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of too many digits, a list of too many lists
        text = f"<{type(value).__name__}>"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
