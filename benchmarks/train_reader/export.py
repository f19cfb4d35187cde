"""The trained network as the files that the reader opens."""

import io
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from benchmarks.train_reader.network import Network
from benchmarks.train_reader.unpack import Packed

INPUTS = ("words", "present", "sentences")
OUTPUTS = ("roles", "kinds", "relevant", "links")


class _Told(nn.Module):
    """The network with probabilities for logits."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net

    def forward(self, words: Tensor, present: Tensor, sentences: Tensor) -> tuple[Tensor, ...]:
        roles, kinds, relevance, links = self.net(words, present, sentences)
        return roles.softmax(-1), kinds.sigmoid(), relevance.sigmoid(), links.sigmoid()


def write_network(net: Network, folder: Path) -> None:
    """`network.onnx`, its matrices in 8 bits, a scale for each output."""
    width = net.encoder.positions.shape[1]
    sample = (torch.randn(1, 9, width), torch.ones(1, 9), torch.full((1, 2, 9), 1 / 9))
    sizes = {"words": {0: "texts", 1: "pieces"}, "present": {0: "texts", 1: "pieces"}}
    sizes |= {"sentences": {0: "texts", 1: "lines", 2: "pieces"}}
    whole = folder / "whole.onnx"
    buffer = io.BytesIO()
    torch.onnx.export(
        _Told(net).eval(), sample, buffer, input_names=list(INPUTS), output_names=list(OUTPUTS),
        dynamic_axes=sizes, opset_version=17, dynamo=False,
    )  # fmt: skip
    whole.write_bytes(buffer.getvalue())
    small = folder / "network.onnx"
    quantize_dynamic(
        whole, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
    )
    whole.unlink()
    onnx.checker.check_model(str(small))


def write_words(packed: Packed, kept: list[int], path: Path) -> None:
    """`words.npz`: the vectors of the pieces in the 4 bits they came in, 32 to a scale."""
    scales, pairs = _rows(packed, kept)
    np.savez(path, scales=scales, pairs=pairs)


def _rows(packed: Packed, kept: list[int]) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    rows = packed.words[kept]
    return np.ascontiguousarray(rows["scale"]), np.ascontiguousarray(rows["pairs"])
