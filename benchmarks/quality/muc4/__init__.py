"""The examination of MUC-4 (1992): its texts and keys, the scorers of today and of then, and our answers."""
