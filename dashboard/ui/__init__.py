"""What only Streamlit can do: the session, addresses, reads that fill a page, what surrounds every page."""
