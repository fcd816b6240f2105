"""The way into the pages: ``streamlit run app.py``."""

from pages.ui.shared import shell

shell.run()
