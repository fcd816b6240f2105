"""What finished experiments show: curves, intervals, win rates, the paper's figures."""
