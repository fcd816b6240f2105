"""The base of all packages: errors, settings, files, progress, languages, table exports."""
