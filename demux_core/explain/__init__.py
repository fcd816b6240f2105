"""Results in words: reasons, tables of points, sentences, costs."""
