"""What only Streamlit can do: the session, addresses, reads that fill a page, the frame round every page."""
