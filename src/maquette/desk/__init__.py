"""What people look at while they work: runs, rows, and what waits for them."""

from maquette.desk.desk import Desk

__all__ = ["Desk"]
