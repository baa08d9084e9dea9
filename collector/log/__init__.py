"""The log, wherever it is: what it answers, over HTTP and from the file."""
