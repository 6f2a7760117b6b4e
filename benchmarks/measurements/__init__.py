"""What is measured: a file for each subject. Each function takes the settings, and returns rows of the table."""
