"""The demo corpus: what people say to a health assistant, and what its clinics announce."""
