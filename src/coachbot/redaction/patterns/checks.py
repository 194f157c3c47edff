"""Sums that tell a number of a kind from any number: the eleven-test, mod 97, an address that parses."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv6Address

BSN_LENGTHS = (8, 9)

IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE BI",
        18: "DK FI FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB PL SV NI",
        29: "BR EG PS QA UA",
        30: "JO KW MU",
        31: "MT SC",
    }.items()
    for country in countries.split()
}
"""Characters in an account number, by country (SWIFT's IBAN registry)."""


def passes_eleven_test(digits: str) -> bool:
    """Whether a number can be a BSN: nine digits, or eight with a zero understood, whose weighted sum eleven divides.

    >>> passes_eleven_test("111222333"), passes_eleven_test("111222334")
    (True, False)
    """
    if len(digits) not in BSN_LENGTHS or not digits.strip("0"):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits.zfill(9), strict=True))
    return total % 11 == 0


def passes_mod_97(iban: str) -> bool:
    """Whether an account number of the right length for its country passes ISO 7064's check.

    >>> passes_mod_97("NL91ABNA0417164300"), passes_mod_97("NL92ABNA0417164300")
    (True, False)
    """
    if len(iban) != IBAN_LENGTHS.get(iban[:2].upper()) or not iban.isascii() or not iban.isalnum():
        return False
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def passes_luhn(digits: str) -> bool:
    """Whether the number of a payment card passes its check.

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0  # noqa: PLR2004 - the digits of a double, added


def is_ip_address(text: str) -> bool:
    """Whether a text is an IP address.

    >>> is_ip_address("192.168.7.56"), is_ip_address("2001:db8::17"), is_ip_address("10:30:00"), is_ip_address("300.1.1.1")
    (True, True, False, False)
    """
    for family in (IPv4Address, IPv6Address):
        try:
            family(text)
        except AddressValueError:
            continue
        return True
    return False
