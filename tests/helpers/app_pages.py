"""Reading and using the pages in Streamlit's ``AppTest``."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

Visit = Callable[..., AppTest]  # the fixture ``visit``


def text_of(app: AppTest) -> str:
    """Return all Markdown and captions of a page."""
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def button(app: AppTest, label: str) -> Button:
    """Return the first button with this label."""
    return next(button for button in app.button if button.label == label)
