"""The SQL behind the pages: named questions, the few files that one needs, answers made once a release."""
