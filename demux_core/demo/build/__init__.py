"""Building the demo: from hand-written sources to the files and results that ship."""
