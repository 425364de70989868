"""Forward-only schema changes in plain SQL, run by alembic."""
