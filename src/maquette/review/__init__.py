"""What people decide: picks among takes."""
