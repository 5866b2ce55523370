"""What a release holds, declared once: tables, contracts, the crosswalk, SQL models, checks and seeds."""

from pathlib import Path

FOLDER = Path(__file__).parent
