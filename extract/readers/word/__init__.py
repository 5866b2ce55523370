"""Word documents: DOCX, DOC, RTF and Word XML."""
