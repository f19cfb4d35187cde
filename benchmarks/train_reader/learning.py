"""The training itself."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as f

from benchmarks.train_reader.batches import IGNORED, Batch, Example, batches, padded
from benchmarks.train_reader.network import Network
from tocsin.extract.encoder.heads import LABELS


@dataclass(frozen=True)
class Plan:
    """How it learns.

    Layers below `frozen` stay as they are: what they know of other languages is kept, and what they make of
    each window is reckoned once. `forgotten` is the share of pieces that are blanked, so that no single
    word decides. `budget` is the pieces of a batch, padding counted.
    """

    epochs: int = 10
    seed: int = 2015
    rate: float = 2e-4
    head_rate: float = 1e-3
    frozen: int = 2
    budget: int = 1024
    forgotten: float = 0.1
    decay: float = 0.01


def learn(net: Network, words: Tensor, some: Sequence[Example], plan: Plan, keep: Callable[[], None]) -> None:
    """Train `net` on the examples; `words` are the vectors of all pieces, which stay as they are.

    `keep` is called after each epoch, to write down what was learned so far.
    """
    torch.manual_seed(plan.seed)
    for frozen in (net.encoder.norm, *net.encoder.layers[: plan.frozen]):
        frozen.requires_grad_(False)
    net.encoder.positions.requires_grad_(False)
    net.eval()
    below = _below(net, words, some, plan)
    _standardise(net, below, plan)
    _expect(net, some)
    net.train()
    rounds = [batches(some, plan.budget, plan.seed + epoch) for epoch in range(plan.epochs)]
    steps = sum(map(len, rounds))
    optimiser = _optimiser(net, plan)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
    progress = _Progress(steps)
    for epoch in rounds:
        for chosen in epoch:
            batch = padded([some[at] for at in chosen], [below[at] for at in chosen])
            loss = torch.stack(_losses(net, batch, plan)).sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            progress.step(float(loss.detach()))
        keep()


class _Progress:
    """Says now and then how far it is."""

    def __init__(self, steps: int) -> None:
        self._steps, self._losses, self._started = steps, deque[float](maxlen=50), time.perf_counter()
        self._done = 0

    def step(self, loss: float) -> None:
        self._done += 1
        self._losses.append(loss)
        if self._done % 20 == 0:
            left = (time.perf_counter() - self._started) / self._done * (self._steps - self._done)
            mean = sum(self._losses) / len(self._losses)
            print(
                f"step {self._done} of {self._steps}, loss {mean:.3f}, {left / 60:.0f} min left", flush=True
            )


@torch.no_grad()
def _below(net: Network, words: Tensor, some: Sequence[Example], plan: Plan) -> list[Tensor]:
    """What the untrained layers make of each window, (pieces, width) in half precision."""
    made = []
    for example in some:
        pieces = torch.from_numpy(example.window.pieces)[None]
        x = net.encoder.begin(words[pieces])
        made.append(net.encoder.climb(x, torch.ones(pieces.shape), 0, plan.frozen)[0].half())
    return made


@torch.no_grad()
def _standardise(net: Network, below: Sequence[Tensor], plan: Plan) -> None:
    """Set what the heads take for usual by what the encoder makes of some windows before it is trained."""
    layers = len(net.encoder.layers)
    sample = below[:: max(1, len(below) // 100)]
    tops = [net.encoder.climb(x.float()[None], torch.ones(1, len(x)), plan.frozen, layers)[0] for x in sample]
    pieces = torch.cat(tops)
    net.usual.copy_(pieces.mean(0))
    net.spread.copy_(pieces.std(0))


@torch.no_grad()
def _expect(net: Network, some: Sequence[Example]) -> None:
    """Let each head begin with how common its answers are; by small steps it would take long to get there."""
    labels = torch.from_numpy(np.concatenate([one.labels for one in some]))
    counts = torch.bincount(labels[labels != IGNORED], minlength=len(LABELS))
    kinds = torch.from_numpy(np.concatenate([one.kinds for one in some])).mean(0).clamp(1e-3)
    relevant = torch.tensor([one.relevant for one in some]).mean(0, keepdim=True)
    net.role.bias.copy_((counts / counts.sum()).log())
    net.kind.bias.copy_(kinds.logit())
    net.relevance.bias.copy_(relevant.logit())
    for head in (net.role, net.kind, net.relevance):
        nn.init.zeros_(head.weight)


def _optimiser(net: Network, plan: Plan) -> torch.optim.Optimizer:
    inner = [weight for weight in net.encoder.parameters() if weight.requires_grad]
    heads = [weight for name, weight in net.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": inner, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=plan.decay)


def _rate(step: int, steps: int) -> float:
    """Up in the first tenth, then down to nothing in a straight line."""
    rising = max(1, steps // 10)
    return min(1.0, (step + 1) / rising) * max(0.0, 1 - max(0, step - rising) / (steps - rising))


def _losses(net: Network, batch: Batch, plan: Plan) -> tuple[Tensor, ...]:
    known = (torch.rand(batch.labels.shape) >= plan.forgotten) | (batch.labels == IGNORED)
    x = net.encoder.climb(batch.below * known[..., None], batch.present, plan.frozen, len(net.encoder.layers))
    roles, kinds, relevance, links = net.tell(x, batch.present, batch.sentences)
    role = f.cross_entropy(roles.flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORED)
    kind = f.binary_cross_entropy_with_logits(kinds, batch.kinds, reduction="none").sum(-1)
    asked = batch.links != IGNORED
    link = f.binary_cross_entropy_with_logits(links, batch.links.clamp(0).float(), reduction="none")
    relevant = f.binary_cross_entropy_with_logits(relevance, batch.relevant)
    return 4 * role, _mean(kind, batch.told), relevant / 2, _mean(link, asked.float()) / 4


def _mean(values: Tensor, counted: Tensor) -> Tensor:
    return (values * counted).sum() / counted.sum().clamp(1)
