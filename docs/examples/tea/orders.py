"""Orders, from the counter to the cup."""

from tea.kettle import Kettle

STEEPING = {"green": 120, "black": 240, "mint": 420}


def brew(kind: str, kettle: Kettle) -> str:
    """Brew a cup; give what is said at the counter."""
    seconds = STEEPING[kind]
    kettle.heat(80 if kind == "green" else 100)
    return f"{kind}, ready in {seconds} seconds"


def total(prices: list[float]) -> float:
    """What a customer pays."""
    return round(sum(prices), 2)
