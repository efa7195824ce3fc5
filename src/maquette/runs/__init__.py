"""Doing a plan: jobs, tables, the planner, the engine."""
