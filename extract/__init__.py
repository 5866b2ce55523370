"""Read: captures or files of any format → one row a printed cell. Knows no network and no clock."""
