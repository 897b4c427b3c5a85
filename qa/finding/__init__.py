"""Which evidence there is: ranked, shared, merged."""
