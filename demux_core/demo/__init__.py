"""The demo: what people say to a health assistant, and the notices of its clinics."""
