"""What people can ask for, by command or button: one small file for each family."""
