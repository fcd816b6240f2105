"""What every other package may use: errors, settings, files, progress, languages, tables to take along."""
