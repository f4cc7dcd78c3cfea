"""What changes the playbook and what it sets in motion; one file per concept."""
