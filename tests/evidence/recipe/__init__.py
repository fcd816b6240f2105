"""Which ways of training gain over the product's own, on targets that no comparison of strategies reports."""
