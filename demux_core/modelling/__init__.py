"""Models: find, encode, train, predict, score, project."""
