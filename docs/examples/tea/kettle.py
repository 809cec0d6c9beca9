"""The kettle of the tea shop."""

from dataclasses import dataclass

BOILING = 100


@dataclass
class Kettle:
    """Water, and how warm it is."""

    temperature: int = 20

    def heat(self, target: int = BOILING) -> int:
        """Heat the water; give its temperature."""
        if target > BOILING:
            raise ValueError("water does not get any hotter")
        self.temperature = max(self.temperature, target)
        return self.temperature
