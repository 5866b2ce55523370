"""Commands that make data of the codebook anew; no reading depends on their code."""
