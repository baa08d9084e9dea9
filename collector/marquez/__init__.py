"""What Marquez' read API says of the folds."""
