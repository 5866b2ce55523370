"""The vocabulary of problems: kind → how bad it is and what a person can do about it."""

from extract.model.reading import Problem

# kind: (severity, advice). error: figures are missing; warn: figures need a look; info: for the record.
PROBLEMS: dict[str, tuple[str, str]] = {
    "empty_file": ("error", "Fetch the file again; the source may have published an empty attachment."),
    "file_unreadable": ("error", "Check the path and the permissions of the file."),
    "not_a_report": (
        "error",
        "Check the link: the text carries none of a report's title, sections or tables.",
    ),
    "binary_content": (
        "error",
        "The bytes are of no known document format; look at them and add a reader if they are.",
    ),
    "truncated": ("error", "Fetch the file again; it ends before its own end mark."),
    "encrypted": ("error", "Ask the publisher for an unprotected copy."),
    "unsupported_format": ("error", "Install the program or extra that the message names, then read again."),
    "reader_failed": (
        "error",
        "Keep the file as a test case and report it; the reader met something unforeseen.",
    ),
    "resource_limit": (
        "error",
        "The document exceeds the reader's caps; read it alone with a larger cap if it is trusted.",
    ),
    "quarantined": (
        "error",
        "Read the file alone, or raise the limits if it is trusted; its worker was lost.",
    ),
    "archive_damaged": (
        "error",
        "Restore the archive's file from a copy; its bytes are not those of its log.",
    ),
    "unstorable": ("error", "Report the file; it holds a figure or text that the readings cannot hold."),
    "too_large": ("error", "Raise the size cap only if the file is trusted."),
    "hostile_content": (
        "error",
        "Do not open the file elsewhere; it carries constructions that no report needs.",
    ),
    "readings_differ": ("warn", "Look at the cell; two readers make different figures of it."),
    "second_reader_failed": ("info", "None needed; failed checks stay undecided without a second reading."),
    "damaged": ("error", "Fetch the file again, or open and save it in a viewer that repairs it."),
    "archive_member": ("info", "Read the other files of the archive by themselves if they are reports too."),
    "part_unread": ("error", "Open the document and read the part that the message names by itself."),
    "needs_ocr": ("error", "Install the extra `ocr`, then read again; the document is a picture."),
    "scanned_page": ("warn", "Install the extra `ocr` to read the page's picture."),
    "font_without_unicode": ("warn", "Install the extra `ocr`; the text of the page is not what it shows."),
    "page_cap": ("warn", "Look whether the report goes on after the pages that were read."),
    "page_unreadable": ("error", "Look at the page in a viewer."),
    "page_too_complex": ("warn", "Look at the page; it is drawn of more pieces than any form."),
    "report_incomplete": (
        "error",
        "Open the address that the message names: the report goes on there, on a page that was not read.",
    ),
    "table_missing": ("error", "Look for the table in an attachment or image linked from the page."),
    "table_is_image": ("error", "Install the extra `ocr` and read the linked image."),
    "narrative_only": ("error", "The report prints no tables; only its text can be used."),
    "missing_row": ("warn", "Compare with the source: the row is not printed, or its label is damaged."),
    "table_cut": ("error", "Fetch the whole document; the table ends early in this copy."),
    "missing_column": ("warn", "Compare with the source: a column header of the form was not found."),
    "unknown_label": ("warn", "Add the label to the codebook if it is a row of the form."),
    "unknown_column": ("warn", "Add the header to the codebook if it is a column of the form."),
    "ambiguous_label": ("error", "Compare with the source: the label alone does not tell which row it is."),
    "label_typo": ("info", "None needed; the label was printed with a slip and stands for one row only."),
    "extra_row": ("info", "A local row outside the national form; it is kept out of the figures."),
    "row_incomplete": (
        "error",
        "Compare with the source: the row has another number of cells than its header.",
    ),
    "unreadable_cell": ("error", "Look at the cell in the source; its text is no single figure."),
    "cell_boundaries_lost": (
        "error",
        "Find the original page or file; this copy has run several cells together.",
    ),
    "field_unread": (
        "error",
        "Look at the page in a viewer: fields or notes typed on it show text that is not in the figures.",
    ),
    "hidden_text": (
        "warn",
        "Look at the source: text that nobody sees (invisible, covered, in hidden rows) was left out.",
    ),
    "watermark": (
        "info",
        "None needed; look at the source if a cell seems to lack a figure: a watermark lies over the page.",
    ),
    "text_in_doubt": (
        "warn",
        "Look at the page: digits struck out, as pale as a watermark or not those of the file were refused.",
    ),
    "merged_cells": ("error", "Look at the source: one cell stands under several headers."),
    "unit_unknown": (
        "warn",
        "Neither header nor cell prints a unit; compare with other years before using the amount.",
    ),
    "unit_converted": (
        "info",
        "None needed; the amount was printed in another unit than 万元 and converted.",
    ),
    "units_disagree": (
        "error",
        "Compare with the source: heads, captions and notes name units that no single figure can have.",
    ),
    "repeated_table": ("info", "None needed; the table stands twice with the same figures."),
    "conflicting_tables": ("error", "Find out which of the tables is the report's own; the figures differ."),
    "other_period": (
        "error",
        "Look for the report's own figures: the heads name another year or period, or say too little.",
    ),
    "other_column": (
        "info",
        "None needed; figures of another year, period or sum are kept out, beside the report's own.",
    ),
    "local_table": ("info", "None needed; a list of local indicators, not the form of 2014, is kept out."),
    "torn_rows": ("error", "Find the original file; this copy has torn labels from their figures."),
    "order_proved": ("info", "None needed; the arithmetic of the block admits this reading alone."),
    "mixed_forms": ("warn", "The sub-tables follow different editions of the form; mind the definitions."),
    "form_unknown": ("warn", "No header word tells the edition of the form."),
    "agency_unknown": ("warn", "Take the agency from the site's registry or the page that links here."),
    "year_unknown": ("warn", "Take the year from the page that links here."),
    "title_period_disagree": (
        "warn",
        "Title and statistics period name different years; the period was kept.",
    ),
    "titles_disagree": (
        "warn",
        "Compare with the source: its titles, or the link to it, name two bodies or years.",
    ),
    "publisher_disagree": ("info", "The page's publisher is another body than the title's."),
    "signature_disagree": ("info", "The body that signs at the end is another than the title's."),
    "intro_disagree": ("warn", "The introduction names another body or year than the title."),
}
UNFORESEEN = ("warn", "See the message.")


def problem(kind: str, locator: str, message: str) -> Problem:
    """A problem with the severity and advice of its kind."""
    severity, advice = PROBLEMS.get(kind, UNFORESEEN)
    return Problem(kind, locator, message, advice, severity)
