"""What of a PDF page is seen: looks, layers, /ActualText, and digits that may be no figures."""
