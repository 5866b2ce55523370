"""What the views are put together of: names beside ids, table three by applicant, macros."""
