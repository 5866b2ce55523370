"""A figure in its source: the archived page, picture or grid with its cell outlined, and the bytes of it.

Pages call `prove` for one figure, or `pages_of` for all of a report (proof.py): each gives what is shown, and
`document` (documents.py) makes it one HTML file for an `<iframe sandbox>`, sent with CONTENT_SECURITY_POLICY;
at its address with `#cell-ORD` that cell is scrolled to and outlined, which needs no server. Beside it stand
`Proof.facts()`, and `Proof.data`, to be sent as MEDIA_TYPE for a page to hash.
"""
