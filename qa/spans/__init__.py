"""What a text holds, and how it puts it: dates, quantities, names, places, offices; owned, denied or given up."""
