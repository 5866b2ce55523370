"""The control words of RTF by what they do (RTF 1.9.1)."""

# Groups that print nothing in the body. A group marked \* is skipped too, unless it is known to hold text.
SKIPPED_GROUPS = """
fonttbl colortbl stylesheet info pict object
header headerl headerr headerf footer footerl footerr footerf footnote annotation
fldinst sp sn sv nonesttables listtable listoverridetable generator themedata colorschememapping
latentstyles datastore xmlnstbl rsidtbl template atnid atnauthor bkmkstart bkmkend
"""
SKIPPED = frozenset(SKIPPED_GROUPS.split())
STARRED_TEXT = frozenset({"nesttableprops", "shpinst", "shptxt"})
DRAWN = frozenset({"shp", "sv", "do", "object"})  # pictures in these float over the text
PRINTED = {"tab": " ", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’"}
PRINTED |= {"ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " "}
SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}"}
PARAGRAPH_ENDS = frozenset({"par", "sect", "page"})
