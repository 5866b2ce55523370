"""What readers hand on and what a reading is: documents, grids, readings, problems."""
