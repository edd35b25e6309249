<<<<<<< HEAD
"""In front of Streamlit: allowed Hosts and Origins, response headers, limits, our own routes."""
=======
"""In front of Streamlit: Host and Origin checks, response headers, limits, our own routes and files."""
>>>>>>> main
