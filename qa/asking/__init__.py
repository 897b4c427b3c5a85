"""What is asked: the kind of answer, the terms, and what an earlier turn left open."""
