"""Ways into a release: connections, SQL, and how results look in a terminal."""
