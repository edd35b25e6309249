"""What people record about companies, the views that they save, and when they last looked."""
