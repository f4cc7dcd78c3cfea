"""Programs, questions, applications, policies and managers in the workbench."""
