"""How this deployment is set up, and the ground floor under everything else."""
