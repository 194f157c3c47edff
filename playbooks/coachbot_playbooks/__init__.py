"""The playbook that coachbot ships with: YAML files, and nothing else."""
