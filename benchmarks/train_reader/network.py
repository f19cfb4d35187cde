"""The network in PyTorch: the encoder of the package with the reader's heads on top."""

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as f

from benchmarks.train_reader.unpack import Packed, Shape
from tocsin.extract.encoder.heads import KINDS, LABELS

LINK_WIDTH = 64
LAYERS = 8
"""Layers of the encoder that are kept. The last four bend everything towards one vector for a whole text: a
linear reading of roles from each piece is best from layer 8, and no better from 12 than from 4."""

_DROPPED = 0.1
_EPSILON = 1e-12


class Layer(nn.Module):
    """One layer of BERT: attention and a feed-forward part, each added and then normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attend = nn.Linear(shape.width, 3 * shape.width)
        self.attended = nn.Linear(shape.width, shape.width)
        self.first_norm = nn.LayerNorm(shape.width, _EPSILON)
        self.widen = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.second_norm = nn.LayerNorm(shape.width, _EPSILON)
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`x` (texts, pieces, width); `mask` (texts, 1, 1, pieces) is added to the attention."""
        texts, pieces, width = x.shape
        each = width // self.heads
        q, k, v = self.attend(x).view(texts, pieces, 3, self.heads, each).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2)) / math.sqrt(each) + mask
        told = (weights.softmax(-1) @ v).transpose(1, 2).reshape(texts, pieces, width)
        x = self.first_norm(x + self.drop(self.attended(told)))
        return self.second_norm(x + self.drop(self.narrow(f.gelu(self.widen(x)))))


class Encoder(nn.Module):
    """From vectors of pieces to what each piece means in its text."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(shape.positions, shape.width))
        self.norm = nn.LayerNorm(shape.width, _EPSILON)
        self.layers = nn.ModuleList([Layer(shape) for _ in range(LAYERS)])

    def begin(self, words: Tensor) -> Tensor:
        """Vectors of pieces (texts, pieces, width) with their positions, ready for the first layer."""
        return self.norm(words + self.positions[: words.shape[1]])

    def climb(self, x: Tensor, present: Tensor, first: int, last: int) -> Tensor:
        """Through layers `first` to `last` (exclusive); `present` (texts, pieces) is 1 for a piece."""
        mask = (1.0 - present)[:, None, None, :] * -1e4
        for layer in self.layers[first:last]:
            x = layer(x, mask)
        return x


class Network(nn.Module):
    """The encoder and its heads."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        # Some numbers of a layer are large for every piece; the heads look at what differs.
        self.register_buffer("usual", torch.zeros(shape.width))
        self.register_buffer("spread", torch.ones(shape.width))
        self.role = nn.Linear(shape.width, len(LABELS))
        self.kind = nn.Linear(shape.width, len(KINDS))
        self.relevance = nn.Linear(shape.width, 1)
        self.link = nn.Linear(shape.width, LINK_WIDTH)
        self.link_scale = nn.Parameter(torch.tensor([4.0, -2.0]))

    def forward(self, words: Tensor, present: Tensor, sentences: Tensor) -> tuple[Tensor, ...]:
        """All of it: see `tell`."""
        encoder = self.encoder
        x = encoder.climb(encoder.begin(words), present, 0, len(encoder.layers))
        return self.tell(x, present, sentences)

    def tell(self, x: Tensor, present: Tensor, sentences: Tensor) -> tuple[Tensor, ...]:
        """What the heads make of the last layer; `sentences` (texts, sentences, pieces) means over pieces.

        Logits of roles (texts, pieces, labels), of kinds (texts, sentences, kinds), of relevance (texts, 1),
        logits of links (texts, sentences, sentences).
        """
        x = (x - self.usual) / self.spread
        vectors = sentences @ x
        whole = (x * present[..., None]).sum(1) / present.sum(1, keepdim=True)
        joined = f.normalize(self.link(vectors), dim=-1)
        links = (joined @ joined.transpose(-1, -2)) * self.link_scale[0] + self.link_scale[1]
        return self.role(x), self.kind(vectors), self.relevance(whole), links


def network(packed: Packed) -> Network:
    """The network with the weights of the package; its heads are new."""
    made = Network(packed.shape)
    made.encoder.load_state_dict({name: torch.from_numpy(value) for name, value in _named(packed).items()})
    return made


def _named(packed: Packed) -> dict[str, np.ndarray]:
    tensors, width = packed.tensors, packed.shape.width
    # No text has a second part here, so the vector of the first stands with the positions.
    positions = tensors["emb.pos"].reshape(-1, width) + tensors["emb.type"].reshape(-1, width)[0]
    named = {"positions": positions, "norm.weight": tensors["emb.ln.w"], "norm.bias": tensors["emb.ln.b"]}
    for number in range(LAYERS):
        own = {
            name.partition(".")[2]: value for name, value in tensors.items() if name.startswith(f"l{number}.")
        }
        layer = {
            "attend.weight": np.concatenate([own["q.w"], own["k.w"], own["v.w"]]),
            "attend.bias": np.concatenate([own["q.b"], own["k.b"], own["v.b"]]),
            "attended.weight": own["ao.w"], "attended.bias": own["ao.b"],
            "first_norm.weight": own["aln.w"], "first_norm.bias": own["aln.b"],
            "widen.weight": own["fi.w"], "widen.bias": own["fi.b"],
            "narrow.weight": own["fo.w"], "narrow.bias": own["fo.b"],
            "second_norm.weight": own["oln.w"], "second_norm.bias": own["oln.b"],
        }  # fmt: skip
        named |= {f"layers.{number}.{name}": value for name, value in layer.items()}
    return named
