"""The page script that `app.py` starts. No other module here: Streamlit puts this folder on the path."""
