"""Results in words: reasons, tables of texts, sentences, costs."""
