"""What composes stages for a project: preparation, selection, annotation rounds, experiments."""
