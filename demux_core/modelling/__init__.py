"""Models: loading, encoding, training, prediction, scores and projection."""
