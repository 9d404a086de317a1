"""The mistakes learners make, each a change of the backward pass, and how an answer gives one away."""
