"""How an answer looks: colours, marks, words, frames, figures, parts of a page. No Streamlit, no HTTP."""
