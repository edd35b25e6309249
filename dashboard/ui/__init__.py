"""Everything that needs Streamlit: session, addresses, reads, charts, and what surrounds every page."""
