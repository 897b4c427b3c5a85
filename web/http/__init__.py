"""What HTTP brings: bodies, forms and uploads, checked; and the problems that refuse them."""
