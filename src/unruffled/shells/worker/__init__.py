"""Work in the background: one table of jobs, each a name and a flow."""
