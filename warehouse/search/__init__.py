"""Bodies and places by any part of a name or its pinyin, and sections by their text: search.sqlite."""
