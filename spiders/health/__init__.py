"""How sites are doing, told from the archive alone."""
