"""Ways into a release: connections, SQL, exports, and how results look in a terminal."""
