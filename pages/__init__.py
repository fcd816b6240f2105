"""The pages. Every one of them imports ``pages`` before anything else of the product.

The first visitors of a server may open several pages at once, each in a thread of its own. What all pages
share is therefore loaded here, by one of the threads: those that begin at different modules of a package
would wait for each other (``_DeadlockError``).
"""

from pages.ui.shared import shell  # noqa: F401
