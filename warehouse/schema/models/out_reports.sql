SELECT * FROM core_reports
