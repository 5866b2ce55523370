"""Imported by the fork server alone, which can be told what to load only by the name of a module.

No other module of this package does work when it is imported.
"""

from extract.run.workers.preload import load_for_workers

load_for_workers()
