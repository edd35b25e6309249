"""What pages, scripts and jobs all need, without Streamlit."""
