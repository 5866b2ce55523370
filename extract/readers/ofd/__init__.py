"""OFD, the national format for fixed pages."""
