"""Models: what is told of them and of their versions, gathered for questions and checks."""
