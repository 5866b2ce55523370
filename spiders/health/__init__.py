"""The health of the sites, from the archive alone: counts, alarms, a page of them."""
