"""Running cases go over to another version of their flowchart: plan, proof, suggestions. Pure."""
