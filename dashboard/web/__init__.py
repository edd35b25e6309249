"""In front of Streamlit: allowed Hosts and Origins, response headers, limits, our own routes."""
