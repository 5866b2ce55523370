"""Every place of a file searched for its column of reports, and the file made from Wikidata."""
