"""Presentation: words, tables, figures, colours and marks. No Streamlit, no HTTP."""
