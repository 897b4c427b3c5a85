"""From documents to a generation: collect, analyse, gather, derive, weigh, write."""
