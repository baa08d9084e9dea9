"""Finding things by words, and by names that are nearly right."""
