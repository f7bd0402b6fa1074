"""One file a kind of exercise: how it is drawn, what is right, and the wrong ways."""
