"""What every notebook needs: an open release, charts that write Chinese, sections alike on paper."""

from shared.charts import bars, lines, wide
from shared.release import opened
from shared.sections import section

__all__ = ["bars", "lines", "opened", "section", "wide"]
