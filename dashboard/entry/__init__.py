"""The page script that `app.py` opens. No other Python file stands here (Streamlit puts it first)."""
