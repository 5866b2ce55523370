"""The licence of the data, which is not that of the code."""

# What we made of the reports; they themselves are official documents, in no one's copyright.
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
