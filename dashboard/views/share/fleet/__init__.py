"""What is shared about many merchants: an incident, a digest."""
