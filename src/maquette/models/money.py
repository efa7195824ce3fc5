"""Money: whole micro-dollars inside, decimal strings outside, never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Micro = int
"""Millionths of a US dollar."""

_MILLION = Decimal(1_000_000)


def micro(dollars: str | int | Decimal) -> Micro:
    """The amount in micro-dollars, rounded half up: ``"0.0059"`` is 5900. Raises ``ValueError`` for no amount."""
    if isinstance(dollars, float):
        raise ValueError(f"{dollars!r} is a float; write money as text, such as '0.04'")
    try:
        amount = Decimal(str(dollars).strip().removeprefix("$").removesuffix("USD").strip())
    except InvalidOperation:
        raise ValueError(f"{dollars!r} is not an amount of money, such as 5.00") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{dollars!r} is not an amount of money, such as 5.00")
    return int((amount * _MILLION).to_integral_value(ROUND_HALF_UP))


def dollars(amount: Micro) -> str:
    """The amount as a decimal string with two to six places: 5900 is ``0.0059``, 5000000 is ``5.00``."""
    whole, rest = divmod(abs(amount), 1_000_000)
    places = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if amount < 0 else ''}{whole}.{places}"
