"""The page script that `app.py` opens. No other Python file may stand here (Streamlit puts this folder first)."""
