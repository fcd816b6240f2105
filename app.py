"""The way into the pages: ``streamlit run app.py``."""

import pages  # noqa: F401
from pages.ui.shared import shell

shell.run()
