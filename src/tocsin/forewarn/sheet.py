"""The sheet that pictures of series are drawn on: where a step and a count stand, axes, signs; as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import ceil, log10

LEFT, RIGHT, TOP, BOTTOM = 44, 12, 44, 30
WIDTH, HEIGHT = 720, 280
_TICKS = 4
_WIDEST = 22


class Sheet:
    """Where on an image of steps with these labels and counts up to `highest` a step and a count stand."""

    def __init__(self, labels: Sequence[str], highest: float, width: int, height: int) -> None:
        self.labels, self.width, self.height = labels, width, height
        self.tick: float = _nice(max(highest, 1.0) / _TICKS)
        self.top: float = self.tick * ceil(max(highest, 1.0) * 1.05 / self.tick)
        self.wide: float = (width - LEFT - RIGHT) / len(labels)

    def x(self, at: float) -> float:
        """The left edge of a step."""
        return LEFT + at * self.wide

    def y(self, count: float) -> float:
        """The height of a count."""
        return self.height - BOTTOM - count / self.top * (self.height - TOP - BOTTOM)

    def bar(self, at: int, low: float, high: float, fill: str) -> str:
        """A bar of a step from one count to another, narrow enough for lines to be seen on both its sides."""
        wide = min(self.wide * 0.7, _WIDEST)
        left = self.x(at) + (self.wide - wide) / 2
        return rect(left, self.y(high), wide, self.y(low) - self.y(high), fill)

    def axes(self, title: str) -> list[str]:
        """Lines at round counts, the title, the labels of steps."""
        right = self.width - RIGHT
        parts = []
        for number in range(round(self.top / self.tick) + 1):
            count = number * self.tick
            y = self.y(count)
            parts.append(
                f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="currentColor" '
                f'stroke-opacity="{0.6 if number == 0 else 0.15}"/>'
            )
            parts.append(text(LEFT - 6, y + 4, f"{count:,.0f}", "end"))
        parts.append(text(LEFT, 18, title, "start", 'font-size="14" font-weight="600"'))
        return parts + self._labels()

    def _labels(self) -> list[str]:
        """The last label, and as many before it as have room."""
        room = max(int((self.width - LEFT - RIGHT) / 110), 1)
        every = max(ceil(len(self.labels) / room), 1)
        wanted = range(len(self.labels) - 1, -1, -every)
        y = self.height - BOTTOM + 18
        return [
            text(min(self.x(at + 0.5), self.width - RIGHT - 34), y, self.labels[at], "middle")
            for at in wanted
            if self.x(at + 0.5) > LEFT + 30 or len(self.labels) == 1
        ]

    def image(self, title: str, words: str, parts: Iterable[str]) -> str:
        """The whole image: its title and what it shows in words, for who does not see it, and its parts."""
        title, words = escape(title), escape(words)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" aria-label="{title}. {words}" '
            f'font-family="sans-serif" font-size="12" fill="currentColor"><title>{title}</title>'
            f"<desc>{words}</desc>{''.join(part for part in parts if part)}</svg>\n"
        )


def legend(signs: Iterable[tuple[str, str]]) -> list[str]:
    """What the signs mean, on one line under the title."""
    y, x = 34, float(LEFT)
    parts = []
    for sign, words in signs:
        parts.append(f'<g transform="translate({x:.0f} {y})">{sign}</g>')
        parts.append(text(x + 20, y, words, "start", 'font-size="11"'))
        x += 36 + 5.6 * len(words)
    return parts


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {fill}/>'


def text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    """Words that begin, end or have their middle at a point."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(words)}</text>'


def _nice(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20 ... for a tick, never below 1: counts are whole."""
    power: float = 10.0 ** int(log10(max(rough, 1.0)))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= rough))
