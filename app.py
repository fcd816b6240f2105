"""The way into the pages: ``streamlit run app.py``."""

from pages.ui import frame

frame.run()
