"""What can be done to pixels: pure functions, one operation a file, without jobs, models or disks."""
