"""Rich text: RTF."""
