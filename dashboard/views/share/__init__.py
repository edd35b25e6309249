"""What a stakeholder sees: a status view as values, and as a page, a file, a picture and text."""
