"""In front of Streamlit: Host and Origin checks, response headers, limits, our own routes and files."""
