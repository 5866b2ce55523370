"""How bad a finding is, worst first."""

SEVERITIES = ("error", "warn", "info")
STOP = "stop"  # we went wrong, not a source: no release is made of it
