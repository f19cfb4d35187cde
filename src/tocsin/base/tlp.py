"""Traffic Light Protocol 2.0 (FIRST, August 2022): who may see a piece of information."""

from enum import StrEnum


class TLP(StrEnum):
    """The five labels of TLP 2.0, most open first."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"

    @property
    def label(self) -> str:
        """The label as the standard writes it.

        >>> TLP.AMBER_STRICT.label
        'TLP:AMBER+STRICT'
        """
        return f"TLP:{self.value.upper()}"
