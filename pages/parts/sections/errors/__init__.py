"""What the page of errors has: a message and its answer, the way into the lab, a form, the layouts."""
