"""Which span answers: what a question wants of one, the candidates for it, and the choice among them."""
