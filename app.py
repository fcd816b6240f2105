"""The way into the pages: ``streamlit run app.py``."""

import streamlit as st

from pages.ui import frame

st.set_page_config(page_title="DeMuX Explorer", page_icon="pages/ui/icon.svg", layout="wide")
st.logo("pages/ui/logo.svg", icon_image="pages/ui/icon.svg", size="large")
frame.run()
